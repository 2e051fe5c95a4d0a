//! Why a command or the dashboard did not come to its result: what this machine lacks, what a file is, what the schema
//! needs.

use crate::model::Text;

/// The more special ones first.
pub(super) const PHRASES: &[Text] = &[
    // The terminal and the process.
    Text::new(
        "the dashboard needs a terminal; `scoutwatch show metrics` prints the figures, `scoutwatch check` judges them, \
         `--plain` writes a line for each change",
        "el tablero necesita una terminal; `scoutwatch show metrics` imprime las cifras, `scoutwatch check` las evalúa, \
         `--plain` escribe una línea por cada cambio",
    ),
    Text::new(
        "this terminal cannot show a dashboard (TERM=dumb); `scoutwatch show metrics` prints the figures, \
         `scoutwatch check` judges them, `--plain` writes a line for each change",
        "esta terminal no puede mostrar un tablero (TERM=dumb); `scoutwatch show metrics` imprime las cifras, \
         `scoutwatch check` las evalúa, `--plain` escribe una línea por cada cambio",
    ),
    Text::new(
        "{} is for the dashboard, and this command has no use for it",
        "{} es para el tablero, y este comando no lo usa",
    ),
    Text::new("--since names a moment in the future", "--since nombra un momento futuro"),
    Text::new(
        "the task that reads the database has ended; its report stands above and in the log file",
        "la tarea que lee la base de datos terminó; su informe está arriba y en el archivo de registro",
    ),
    Text::new("cannot read the keyboard: {*}", "no se puede leer el teclado: {*}"),
    Text::new("cannot watch for signals: {*}", "no se pueden esperar señales: {*}"),
    Text::new("cannot set up the terminal: {*}", "no se puede preparar la terminal: {*}"),
    Text::new(
        "cannot ask the terminal for its size: {*}",
        "no se puede preguntar a la terminal por su tamaño: {*}",
    ),
    Text::new("cannot draw: {*}", "no se puede dibujar: {*}"),
    Text::new("cannot write to the terminal: {*}", "no se puede escribir en la terminal: {*}"),
    Text::new("cannot start the runtime: {*}", "no se puede iniciar el programa: {*}"),
    Text::new("the output cannot be written: {*}", "no se puede escribir la salida: {*}"),
    // The log.
    Text::new(
        "the log filter \"{}\" is not understood ({}); write target=level, separated by commas, \
         such as scoutwatch=debug,tokio_postgres=info",
        "no se entiende el filtro del registro \"{}\" ({}); escribir destino=nivel, separados por comas, \
         como scoutwatch=debug,tokio_postgres=info",
    ),
    Text::new(
        "{} names no file; give a path such as /var/log/dashboard.log",
        "{} no nombra un archivo; dar una ruta como /var/log/dashboard.log",
    ),
    Text::new("{} cannot be opened: {*}", "no se puede abrir {}: {*}"),
    // What is noted at the end.
    Text::new("it is of another version or database", "es de otra versión o de otra base de datos"),
    Text::new("it is no file", "no es un archivo"),
    Text::new("it is too large", "es demasiado grande"),
    Text::new("a folder is in its place", "hay una carpeta en su lugar"),
    // Commands.
    Text::new(
        "`{}` writes, and read_only is set ({})",
        "`{}` escribe, y read_only está activado ({})",
    ),
    Text::new("nobody has this person_key", "nadie tiene este person_key"),
    Text::new("`scoutwatch show backlog` lists keys", "`scoutwatch show backlog` lista claves"),
    // Recordings.
    Text::new("another scoutwatch records into it", "otro scoutwatch graba en él"),
    Text::new(
        "{} is a recording of {}, and this is {}: use another file",
        "{} es una grabación de {}, y esto es {}: usar otro archivo",
    ),
    // The private server of the demo.
    Text::new("the private PostgreSQL server: {}", "el servidor PostgreSQL privado: {}"),
    Text::new(
        "the start of the private PostgreSQL server was broken off",
        "se interrumpió el arranque del servidor PostgreSQL privado",
    ),
    Text::new(
        "PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to run it under; \
         run this as an ordinary user",
        "PostgreSQL no corre como root, y no hay una cuenta `postgres` o `nobody` para hacerlo correr; \
         ejecutar esto como usuario común",
    ),
    Text::new(
        "cannot put a private PostgreSQL cluster into {}: {*}",
        "no se puede poner un clúster PostgreSQL privado en {}: {*}",
    ),
    Text::new("there is no temporary folder", "no hay carpeta temporal"),
    Text::new(
        "its path is not UTF-8; name another folder",
        "su ruta no es UTF-8; nombrar otra carpeta",
    ),
    Text::new(
        "its path holds a comma or a control character, which a connection string cannot say; name another folder",
        "su ruta tiene una coma o un carácter de control, que no caben en una cadena de conexión; nombrar otra carpeta",
    ),
    Text::new(
        "the path of a socket in it would take {} bytes, {} is the limit; name a folder with a shorter path",
        "la ruta de un socket en ella ocuparía {} bytes, el límite es {}; nombrar una carpeta de ruta más corta",
    ),
    Text::new(
        "it is not a folder that we may write to",
        "no es una carpeta en la que se pueda escribir",
    ),
    Text::new(
        "as root the server runs under user {}, which may not pass {}; name a folder that others may pass, such as /tmp",
        "como root, el servidor corre con el usuario {}, que no puede atravesar {}; nombrar una carpeta que otros puedan \
         atravesar, como /tmp",
    ),
    Text::new(
        "the setting `{}` of the private PostgreSQL cluster is refused: {*}",
        "se rechaza el parámetro `{}` del clúster PostgreSQL privado: {*}",
    ),
    Text::new("its value holds a NUL character", "su valor contiene un carácter NUL"),
    Text::new("this is no name of a setting", "no es el nombre de un parámetro"),
    Text::new("the cluster sets it itself", "lo fija el propio clúster"),
    Text::new("cannot run {}: {*}", "no se puede ejecutar {}: {*}"),
    Text::new(
        "initdb could not make the cluster ({*}); it said:",
        "initdb no pudo crear el clúster ({*}); dijo:",
    ),
    Text::new(
        "the private PostgreSQL server did not start ({*}); the end of its log:",
        "el servidor PostgreSQL privado no arrancó ({*}); el final de su registro:",
    ),
    Text::new("exit status: {}", "estado de salida {}"),
    Text::new("signal: {}", "señal {}"),
    Text::new("not ready after {} s", "no estuvo listo en {} s"),
    Text::new(
        "the private PostgreSQL server in {} is not running",
        "el servidor PostgreSQL privado de {} no está en marcha",
    ),
    Text::new(
        "the private PostgreSQL server in {} is already running",
        "el servidor PostgreSQL privado de {} ya está en marcha",
    ),
    Text::new("cannot open {}: {*}", "no se puede abrir {}: {*}"),
    Text::new("cannot lock {}: {*}", "no se puede bloquear {}: {*}"),
    Text::new("cannot write {}: {*}", "no se puede escribir {}: {*}"),
    Text::new("cannot remove {}: {*}", "no se puede eliminar {}: {*}"),
    Text::new("cannot kill {}: {*}", "no se puede matar {}: {*}"),
    Text::new(
        "cannot give to the server's account {}: {*}",
        "no se puede entregar a la cuenta del servidor {}: {*}",
    ),
    Text::new(
        "cannot wait for the server in {}: {*}",
        "no se puede esperar al servidor de {}: {*}",
    ),
    Text::new("cannot wait for {}: {*}", "no se puede esperar a {}: {*}"),
    Text::new(
        "cannot suspend the server in {}: {*}",
        "no se puede suspender el servidor de {}: {*}",
    ),
    Text::new("cannot resume the server in {}: {*}", "no se puede reanudar el servidor de {}: {*}"),
    Text::new("cannot stop the server in {}: {*}", "no se puede detener el servidor de {}: {*}"),
    Text::new(
        "cannot find a free port on {}: {*}",
        "no se puede hallar un puerto libre en {}: {*}",
    ),
    // The programs of the private server, a line each.
    Text::new(
        "no PostgreSQL server programs (initdb, postgres) of version {} or later found",
        "no se hallaron los programas del servidor PostgreSQL (initdb, postgres) de la versión {} o posterior",
    ),
    Text::new("refused {}: {*}", "rechazada {}: {*}"),
    Text::new("not in  {}", "no en     {}"),
    Text::new(
        "the server's user {} may not pass {}",
        "el usuario {} del servidor no puede atravesar {}",
    ),
    Text::new(
        "version {}, but {} or later is needed",
        "versión {}, y hace falta la {} o posterior",
    ),
    Text::new("`postgres --version` says {}", "`postgres --version` dice {}"),
    Text::new(
        "Install the server (`{}`), or name the folder that holds it with {} or demo.server_programs.",
        "Instalar el servidor (`{}`), o nombrar la carpeta que lo contiene con {} o demo.server_programs.",
    ),
    Text::new(
        "Install the PostgreSQL server package of your system, or name the folder that holds it with {} or demo.server_programs.",
        "Instalar el paquete del servidor PostgreSQL de este sistema, o nombrar la carpeta que lo contiene con {} o demo.server_programs.",
    ),
    // The schema.
    Text::new(
        "{} is no CT4 database, or not the right one: it lacks {}",
        "{} no es una base de datos de CT4, o no la correcta: le falta {}",
    ),
    Text::new(
        "views that are there cannot be replaced:",
        "hay vistas que no se pueden reemplazar:",
    ),
    Text::new("column {}: expected none, found {}", "columna {}: no se esperaba ninguna, hay {}"),
    Text::new("column {}: expected {}, found {}", "columna {}: se esperaba {}, hay {}"),
    Text::new("kind: expected {*}, found {*}", "tipo: se esperaba {*}, hay {*}"),
    Text::new("expected {*}, found {*}", "se esperaba {*}, hay {*}"),
    Text::new("a view", "una vista"),
    Text::new("a table", "una tabla"),
    Text::new("a materialized view", "una vista materializada"),
    Text::new("a sequence", "una secuencia"),
    Text::new("an index", "un índice"),
    Text::new("a foreign table", "una tabla foránea"),
    Text::new("a partitioned table", "una tabla particionada"),
    Text::new(
        "{} does not own what has to be replaced:",
        "{} no es propietario de lo que hay que reemplazar:",
    ),
    Text::new("{} belongs to {}", "{} pertenece a {}"),
    Text::new(
        "the enum {} does not know {}, and only its owner {} can add it",
        "el enum {} no conoce {}, y solo su propietario {} puede agregarlo",
    ),
    Text::new(
        "{} may not create views and tables in the schema ops",
        "{} no puede crear vistas y tablas en el esquema ops",
    ),
    Text::new(
        "{} may not read {}, which the views would read with its rights",
        "{} no puede leer {}, que las vistas leerían con sus permisos",
    ),
    Text::new(
        "version {} ({}) was applied here from another file than this program holds: its checksum is {}, ours is {}",
        "la versión {} ({}) se aplicó aquí desde un archivo distinto del de este programa: su suma es {}, la nuestra es {}",
    ),
    Text::new(
        "a newer scoutwatch has installed version {} ({}) here, which this one does not know",
        "un scoutwatch más nuevo instaló aquí la versión {} ({}), que este no conoce",
    ),
    Text::new(
        "another installation is running in this database (waited {})",
        "hay otra instalación en curso en esta base de datos (se esperó {})",
    ),
    Text::new("the server knows no time zone `{}`", "el servidor no conoce la zona horaria `{}`"),
    Text::new("the server has no role `{}`", "el servidor no tiene el rol `{}`"),
    Text::new(
        "somebody uses it for long; nothing was changed, try again",
        "alguien lo usa desde hace rato; no se cambió nada, reintentar",
    ),
    Text::new(
        "do this as the owner of the views and tables or as a superuser; what the message names can also be granted",
        "hacerlo como propietario de las vistas y tablas o como superusuario; lo que nombra el mensaje también se puede otorgar",
    ),
    Text::new(
        "check that the connection names the right database; scoutwatch never creates CT4's tables",
        "revisar que la conexión nombre la base de datos correcta; scoutwatch nunca crea las tablas de CT4",
    ),
    Text::new(
        "rename those views, or ask whoever made them; scoutwatch never drops one",
        "renombrar esas vistas, o preguntar a quien las hizo; scoutwatch nunca elimina una",
    ),
    Text::new(
        "install as the owner, as a member of the owner's role, or as a superuser",
        "instalar como el propietario, como miembro de su rol, o como superusuario",
    ),
    Text::new("{} runs: alter type {} add value '{}'", "{} ejecuta: alter type {} add value '{}'"),
    Text::new(
        "the owner of the schema can grant it usage and create on schema ops",
        "el propietario del esquema puede otorgarle usage y create sobre el esquema ops",
    ),
    Text::new(
        "their owner can grant usage on the schema and select on them",
        "su propietario puede otorgar usage sobre el esquema y select sobre ellas",
    ),
    Text::new(
        "a released file never changes: use the release that installed it, or a later one",
        "un archivo publicado nunca cambia: usar la versión que lo instaló, o una posterior",
    ),
    Text::new(
        "use that release of scoutwatch, or a later one",
        "usar esa versión de scoutwatch, o una posterior",
    ),
    Text::new("try again when it has ended", "reintentar cuando haya terminado"),
    Text::new(
        "set schema.business_time_zone to a name such as America/Lima",
        "poner en schema.business_time_zone un nombre como America/Lima",
    ),
    Text::new(
        "an administrator makes it first, with the right to log in",
        "un administrador lo crea primero, con permiso de ingreso",
    ),
];
