//! What a rule finds: the sentences of [`crate::model::Health`], which a test holds against these.

use crate::model::Text;

/// The more special ones first.
pub(super) const PHRASES: &[Text] = &[
    Text::new("{} %, {} points below {} %", "{} %, {} puntos por debajo de {} %"),
    Text::new("{} %, {} points above {} %", "{} %, {} puntos por encima de {} %"),
    Text::new("1 open, {} or more", "1 abierto, {} o más"),
    Text::new("1 open", "1 abierto"),
    Text::new("{} open, more than {}", "{} abiertos, más de {}"),
    Text::new("{} open, {} or more", "{} abiertos, {} o más"),
    Text::new("{} open", "{} abiertos"),
    Text::new("no persons", "ninguna persona"),
    Text::new("not measured", "sin medir"),
    Text::new("never run", "nunca se ejecutó"),
    Text::new("failed: no reason given", "falló: sin motivo conocido"),
    Text::new("failed: {}", "falló: {}"),
    Text::new("running, but its runner is gone", "en curso, pero su ejecutor ya no está"),
    Text::new("running", "en curso"),
    Text::new("completed, nobody knows when", "completada, nadie sabe cuándo"),
    Text::new("completed {} ago, {} too long", "completada hace {}, {} de más"),
    Text::new("completed {} ago", "completada hace {}"),
    Text::new("status {}", "estado {}"),
];
