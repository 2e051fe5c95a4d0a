//! What is wrong with the settings, and what to write in their place: the words of this program, never those of a parser.

use crate::model::Text;

/// The more special ones first.
pub(super) const PHRASES: &[Text] = &[
    // Names.
    Text::new("there is no such key; did you mean {}?", "no existe esa clave; ¿quizás {}?"),
    Text::new(
        "there is no such key here; it stands above the sections",
        "esa clave no va aquí; va antes de las secciones",
    ),
    Text::new(
        "there is no such key here; it belongs to {}",
        "esa clave no va aquí; pertenece a {}",
    ),
    Text::new("there is no such key; known here: {}", "no existe esa clave; aquí valen: {}"),
    Text::new("there is no such role; did you mean {}?", "no existe ese rol; ¿quizás {}?"),
    Text::new("there is no such role; known here: {}", "no existe ese rol; aquí valen: {}"),
    Text::new("nothing is called so; did you mean {}?", "nada tiene ese nombre; ¿quizás {}?"),
    Text::new(
        "nothing is called so; docs/keys.md lists the names",
        "nada tiene ese nombre; docs/keys.md los lista",
    ),
    Text::new(
        "there is no profile {}; no configuration file was found that could hold it",
        "no existe el perfil {}; no se halló ningún archivo de configuración que lo contenga",
    ),
    Text::new(
        "there is no profile {}; {} has no profiles",
        "no existe el perfil {}; {} no tiene perfiles",
    ),
    Text::new("there is no profile {}; {} has {}", "no existe el perfil {}; {} tiene {}"),
    Text::new(
        "the name of a profile has 1 to 32 letters, digits, - and _",
        "el nombre de un perfil tiene de 1 a 32 letras, dígitos, - y _",
    ),
    Text::new(
        "a profile is a section of its own, [profile.NAME]; the one to use is named by default_profile",
        "un perfil es una sección propia, [profile.NOMBRE]; default_profile nombra el que se usa",
    ),
    Text::new(
        "it is a section; write {} on a line of its own",
        "es una sección; escribir {} en una línea propia",
    ),
    Text::new(
        "it stands at the top of the file, not in a profile",
        "va al comienzo del archivo, no en un perfil",
    ),
    // Values.
    Text::new(
        "it is of the type {}; write a text in quotes, or a list of such",
        "es del tipo {}; escribir un texto entre comillas, o una lista de textos",
    ),
    Text::new(
        "it is of the type {}; write {*} without quotes",
        "es del tipo {}; escribir {*} sin comillas",
    ),
    Text::new(
        "it is of the type {}; write {*} in quotes",
        "es del tipo {}; escribir {*} entre comillas",
    ),
    Text::new(
        "the value (which may hold a password, and is not shown) does not fit; write {*}",
        "el valor (que puede llevar una contraseña, y no se muestra) no sirve; escribir {*}",
    ),
    Text::new("{} does not fit; write {*}", "{} no sirve; escribir {*}"),
    Text::new(
        "{*} does not go with {*}: the first must not be higher, or nothing is ever WARN",
        "{*} no va con {*}: el primero no debe ser mayor, o nada sería nunca WARN",
    ),
    Text::new(
        "{*} does not go with {*}: the first must be shorter, so that the server gives up before we do",
        "{*} no va con {*}: el primero debe ser menor, para que el servidor se rinda antes que este programa",
    ),
    Text::new(
        "{*} does not go with {*}: the first must not be longer, or it never comes into effect",
        "{*} no va con {*}: el primero no debe ser mayor, o nunca tendría efecto",
    ),
    Text::new(
        "{*} does not go with {*}: the first is one half of a mapping that needs both",
        "{*} no va con {*}: el primero es la mitad de una correspondencia que necesita ambos",
    ),
    Text::new("{} = {} (from default)", "{} = {} (por omisión)"),
    Text::new("{} = {} (from {})", "{} = {} (de {})"),
    Text::new(
        "a password on the command line can be read by every user of this machine, in the list of processes. Leave it out \
         of the connection string, and give it in ~/.pgpass, PGPASSWORD, SCOUTWATCH_DATABASE_URL, or a configuration file \
         of mode 0600",
        "una contraseña en la línea de comandos puede leerla todo usuario de esta máquina, en la lista de procesos. \
         Quitarla de la cadena de conexión, y darla en ~/.pgpass, PGPASSWORD, SCOUTWATCH_DATABASE_URL o un archivo de \
         configuración de modo 0600",
    ),
    Text::new("the path is not UTF-8; choose another one", "la ruta no es UTF-8; elegir otra"),
    // Forms of values.
    Text::new("a text of at most 64 characters", "un texto de hasta 64 caracteres"),
    Text::new(
        "a connection string, postgresql://... or host=... dbname=...",
        "una cadena de conexión, postgresql://... o host=... dbname=...",
    ),
    Text::new("a path", "una ruta"),
    Text::new("true or false", "true o false"),
    Text::new(
        "a length of time with its unit, from {} to {}, or 0s for never",
        "una duración con su unidad, de {} a {}, o 0s para nunca",
    ),
    Text::new(
        "a length of time with its unit, from {} to {}",
        "una duración con su unidad, de {} a {}",
    ),
    Text::new(
        "a number from 1 to 65535, or one for each host, separated by commas",
        "un número de 1 a 65535, o uno por servidor, separados por comas",
    ),
    Text::new("a number from {} to {}", "un número de {} a {}"),
    Text::new("a whole number from {} to {}", "un número entero de {} a {}"),
    Text::new("one of {}", "uno de {}"),
    Text::new("the name of a time zone, Area/City", "el nombre de una zona horaria, Área/Ciudad"),
    Text::new("off, on, or two times of day, such as {}", "off, on o dos horas del día, como {}"),
    Text::new("two times of day, such as {}", "dos horas del día, como {}"),
    Text::new(
        "an address and a port, 127.0.0.1:8787 or [::1]:8787",
        "una dirección y un puerto, 127.0.0.1:8787 o [::1]:8787",
    ),
    Text::new(
        "origins, https://host or http://host:port, with commas between them",
        "orígenes, https://servidor o http://servidor:puerto, separados por comas",
    ),
    Text::new(
        "names or addresses without a port, with commas between them",
        "nombres o direcciones sin puerto, separados por comas",
    ),
    Text::new(
        "a colour: red, bright-red and the like, a number from 0 to 255, or #rrggbb",
        "un color: red, bright-red y similares, un número de 0 a 255, o #rrggbb",
    ),
    Text::new("one letter or digit", "una letra o un dígito"),
    Text::new(
        "an address, https://... or http://..., of at most 200 characters, without a password",
        "una dirección, https://... o http://..., de hasta 200 caracteres, sin contraseña",
    ),
    Text::new(
        "it is no connection string; write postgresql://user@host:5432/database, or \"host=... dbname=... user=...\", and \
         write the characters @ / ? % of a password as %40 %2F %3F %25 (the value is not shown, a password may stand in it)",
        "no es una cadena de conexión; se escribe postgresql://usuario@servidor:5432/base, o \"host=... dbname=... \
         user=...\", y los caracteres @ / ? % de una contraseña como %40 %2F %3F %25 (no se muestra el valor: puede \
         llevar una contraseña)",
    ),
    // Colours and keys of one's own.
    Text::new("it names two colours; one role has one", "nombra dos colores; un rol tiene uno"),
    Text::new("it says nothing; write {*}", "no dice nada; escribir {*}"),
    Text::new("{} is no colour and no weight; write {*}", "{} no es color ni peso; escribir {*}"),
    Text::new(
        "a colour (red, bright-red, default, a number from 0 to 255, #rrggbb), and bold, dim, italic, underlined, reversed \
         or plain",
        "un color (red, bright-red, default, un número de 0 a 255, #rrggbb), y bold, dim, italic, underlined, reversed \
         o plain",
    ),
    Text::new("{} needs a key; name one", "{} necesita una tecla; nombrar una"),
    Text::new(
        "the keys of {} stand in {} too; keep one of the two",
        "las teclas de {} están también en {}; dejar una de las dos",
    ),
    Text::new(
        "{} is the key of {} too, in {}; change one of the two",
        "{} es también la tecla de {}, en {}; cambiar una de las dos",
    ),
    Text::new(
        "{} is the built-in key of {}; choose another, or give that one another",
        "{} es la tecla de fábrica de {}; elegir otra, o darle otra a esa",
    ),
    Text::new(
        "it is no key; write one character, Space, or a name that the help shows, such as Home, F5 or Ctrl-X",
        "no es una tecla; escribir un carácter, Space, o un nombre que muestre la ayuda, como Home, F5 o Ctrl-X",
    ),
    // The file.
    Text::new("this is not TOML: {}", "esto no es TOML: {}"),
    Text::new("there is no such file", "no existe ese archivo"),
    Text::new("this user may not read it", "este usuario no puede leerlo"),
    Text::new("it cannot be read: {}", "no se puede leer: {}"),
    Text::new(
        "it is a folder; name the file in it",
        "es una carpeta; nombrar el archivo dentro de ella",
    ),
    Text::new(
        "it is larger than 1 MiB; this cannot be a configuration file",
        "supera 1 MiB; no puede ser un archivo de configuración",
    ),
    Text::new(
        "it is not UTF-8; save the file in that encoding",
        "no es UTF-8; guardar el archivo en esa codificación",
    ),
    Text::new(
        "it holds a password, and the mode of the file is {}: others may read it. Run chmod 600 on it, or move the password \
         to ~/.pgpass",
        "contiene una contraseña, y el modo del archivo es {}: otros pueden leerlo. Ejecutar chmod 600, o mover la \
         contraseña a ~/.pgpass",
    ),
];
