//! What was passed over in a recording.

use crate::model::Text;

/// The more special ones first.
pub(super) const PHRASES: &[Text] = &[
    Text::new(
        "The last poll was cut off and is left out.",
        "La última consulta está cortada y se omite.",
    ),
    Text::new(
        "The end of the recording is damaged and is left out.",
        "El final de la grabación está dañado y se omite.",
    ),
    Text::new("1 poll is damaged and is left out.", "1 consulta está dañada y se omite."),
    Text::new("{} polls are damaged and are left out.", "{} consultas están dañadas y se omiten."),
    Text::new(
        "{} is of another database and was left out.",
        "{} es de otra base de datos y se omitió.",
    ),
    Text::new("An older file was left out: {*}.", "Se omitió un archivo anterior: {*}."),
    Text::new("{} is no file", "{} no es un archivo"),
    Text::new(
        "{} is no recording of scoutwatch; it is left as it is",
        "{} no es una grabación de scoutwatch; queda como está",
    ),
    Text::new(
        "{} is a recording of version {}, and this scoutwatch knows version {} and before",
        "{} es una grabación de la versión {}, y este scoutwatch conoce hasta la {}",
    ),
    Text::new("{} holds no poll", "{} no contiene ninguna consulta"),
    Text::new(
        "{} is larger than any recording of scoutwatch",
        "{} es mayor que cualquier grabación de scoutwatch",
    ),
];
