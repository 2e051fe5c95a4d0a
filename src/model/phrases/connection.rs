//! What is wrong with the connection settings, and what the configuration warns of.

use crate::model::Text;

/// The more special ones first. A place stands before the words, such as `DATABASE_URL: ` or a file and its line.
pub(super) const PHRASES: &[Text] = &[
    // Places that have words of their own.
    Text::new("{}, line {}: {*}", "{}, línea {}: {*}"),
    Text::new("environment: {*}", "entorno: {*}"),
    // Values.
    Text::new(
        "{} must be as many as there are hosts",
        "{} debe tener tantos valores como servidores haya",
    ),
    Text::new(
        "{} must be no newer than the maximum",
        "{} no debe ser una versión más nueva que la máxima",
    ),
    Text::new(
        "{}`%` must be followed by two hexadecimal digits, and not by 00",
        "{}tras `%` van dos dígitos hexadecimales, y no 00",
    ),
    Text::new("{} must be {*}", "{} debe ser {*}"),
    Text::new("no newer than the maximum", "una versión no más nueva que la máxima"),
    Text::new("as many as there are hosts", "tantos como servidores haya"),
    Text::new("0 or 1", "0 o 1"),
    Text::new("a whole number of {*}", "un número entero de {*}"),
    Text::new("seconds", "segundos"),
    Text::new("milliseconds", "milisegundos"),
    Text::new("probes", "intentos"),
    Text::new("one of {}", "uno de {}"),
    Text::new(
        "numeric IP addresses, separated by commas",
        "direcciones IP numéricas, separadas por comas",
    ),
    Text::new(
        "a name, an address or a folder; abstract sockets are not supported",
        "un nombre, una dirección o una carpeta; no se admiten sockets abstractos",
    ),
    Text::new(
        "verify-full (or absent) where sslrootcert is system",
        "verify-full (o faltar) cuando sslrootcert es system",
    ),
    Text::new(
        "require, verify-ca or verify-full where sslnegotiation is direct",
        "require, verify-ca o verify-full cuando sslnegotiation es direct",
    ),
    Text::new(
        "the operating system does not say who runs this; set PGUSER or user=",
        "el sistema operativo no dice quién ejecuta esto; indicar PGUSER o user=",
    ),
    // The connection string.
    Text::new("a zero byte in the connection string", "hay un byte cero en la cadena de conexión"),
    Text::new(
        "a URL must begin with postgresql:// or postgres://",
        "una URL debe comenzar con postgresql:// o postgres://",
    ),
    Text::new(
        "a quoted value has no closing quote",
        "a un valor entre comillas le falta la comilla de cierre",
    ),
    Text::new(
        "a keyword without a value; a connection string is `host=… dbname=…` or `postgresql://…`, \
         and a value with blanks stands in single quotes",
        "una palabra clave sin valor; una cadena de conexión es `host=… dbname=…` o `postgresql://…`, \
         y un valor con espacios va entre comillas simples",
    ),
    Text::new(
        "an unknown keyword (a special character of a password has to be quoted or percent-encoded)",
        "una palabra clave desconocida (un carácter especial de una contraseña va entre comillas o codificado con %)",
    ),
    Text::new("unknown keyword {}; did you mean {}?", "palabra clave desconocida: {}; ¿quizás {}?"),
    Text::new(
        "unknown keyword {}; libpq's keywords are known",
        "palabra clave desconocida: {}; valen las de libpq",
    ),
    Text::new(
        "{} is not supported; remove it if you can do without",
        "{} no se admite; quitarlo si se puede prescindir de él",
    ),
    Text::new(
        "an IPv6 address without its closing bracket",
        "a una dirección IPv6 le falta el corchete de cierre",
    ),
    Text::new("an empty IPv6 address", "una dirección IPv6 vacía"),
    Text::new(
        "only `:port`, `/`, `?` or `,` can follow an IPv6 address",
        "tras una dirección IPv6 solo puede ir `:puerto`, `/`, `?` o `,`",
    ),
    Text::new("a keyword behind `?` without `=`", "una palabra clave detrás de `?` sin `=`"),
    Text::new(
        "an `@` behind the login; in a password write `@` as %40, `/` as %2F",
        "hay una `@` detrás del usuario y la contraseña; en una contraseña se escribe `@` como %40 y `/` como %2F",
    ),
    Text::new("`%xx` must spell UTF-8", "`%xx` debe dar texto UTF-8"),
    // The service file.
    Text::new(
        "the service file cannot be read: {*}",
        "no se puede leer el archivo de servicios: {*}",
    ),
    Text::new(
        "no service file defines the service {}",
        "ningún archivo de servicios define el servicio {}",
    ),
    Text::new("services in LDAP are not supported", "no se admiten servicios en LDAP"),
    Text::new("a line that is not `keyword=value`", "una línea que no es `clave=valor`"),
    Text::new(
        "a service cannot name another service",
        "un servicio no puede nombrar otro servicio",
    ),
    // The password and its file; behind it, in a hint, what to do.
    Text::new("password file {} ignored: {*}; {*}", "archivo de contraseñas {} ignorado: {*}; {*}"),
    Text::new("password file {} ignored: {*}", "archivo de contraseñas {} ignorado: {*}"),
    Text::new("it is not a plain file", "no es un archivo común"),
    Text::new("others can read it", "otros pueden leerlo"),
    Text::new("run chmod 600 on it", "ejecutar chmod 600 sobre él"),
    Text::new("the password came from {}; {*}", "la contraseña vino de {}; {*}"),
    Text::new("the password came from {}", "la contraseña vino de {}"),
    Text::new("no password was given; {*}", "no se dio ninguna contraseña; {*}"),
    Text::new("no password was given", "no se dio ninguna contraseña"),
    Text::new(
        "no password was given, and {} has none for this login; {*}",
        "no se dio ninguna contraseña, y {} no tiene una para este usuario; {*}",
    ),
    Text::new(
        "no password was given, and {} has none for this login",
        "no se dio ninguna contraseña, y {} no tiene una para este usuario",
    ),
    // What the configuration warns of.
    Text::new(
        "the environment variable {} is not known; did you mean {}?",
        "no se conoce la variable de entorno {}; ¿quizás {}?",
    ),
    Text::new("the environment variable {} is not known", "no se conoce la variable de entorno {}"),
    Text::new(
        "this user may not read it; it is left out",
        "este usuario no puede leerlo; se omite",
    ),
    Text::new(
        "the database is the one of {}, not the one of profile {}",
        "la base de datos es la de {}, no la del perfil {}",
    ),
];
