//! Why something failed, and what could be done: the words of this program, never those of a server.

use crate::model::Text;

/// The more special ones first.
pub(super) const PHRASES: &[Text] = &[
    // What was being done.
    Text::new("{*}; connecting to {}: {*}", "{*}; al conectar con {}: {*}"),
    Text::new("connecting to {}: {*}", "al conectar con {}: {*}"),
    Text::new("looking up {}: {*}", "al buscar la dirección de {}: {*}"),
    Text::new("asking {} for its role: {*}", "al preguntar a {} por su papel: {*}"),
    Text::new("cancelling on {}: {*}", "al cancelar en {}: {*}"),
    Text::new("reading {}: {*}", "al leer {}: {*}"),
    Text::new("running {}: {*}", "al ejecutar {}: {*}"),
    Text::new("TLS: {*}", "TLS: {*}"),
    Text::new("login: {}", "ingreso: {}"),
    // What went wrong.
    Text::new("no answer within {}", "sin respuesta en {}"),
    Text::new("no answer from the network", "la red no responde"),
    Text::new("nobody listens there", "nadie escucha allí"),
    Text::new("there is no such socket", "no existe ese socket"),
    Text::new("the system does not let us connect there", "el sistema no deja conectarse allí"),
    Text::new("the connection was cut", "la conexión se cortó"),
    Text::new("the connection is closed", "la conexión está cerrada"),
    Text::new(
        "the connection was given up after an earlier failure",
        "la conexión se abandonó tras un fallo anterior",
    ),
    Text::new("the server wants a password", "el servidor pide una contraseña"),
    Text::new("the name has no address", "el nombre no tiene dirección"),
    Text::new("the program is ending", "el programa está terminando"),
    Text::new(
        "the connection settings name no host",
        "los datos de conexión no nombran ningún servidor",
    ),
    Text::new(
        "there is no database behind what is shown",
        "no hay base de datos detrás de lo que se ve",
    ),
    Text::new(
        "the poll has fewer answers than questions",
        "la consulta trae menos respuestas que preguntas",
    ),
    Text::new(
        "\"{}\" cannot be asked here: {} is an older one without it",
        "\"{}\" no se puede consultar aquí: {} es una versión anterior, sin ese campo",
    ),
    Text::new("no row", "ninguna fila"),
    Text::new("{} rows where one is expected", "{} filas donde se espera una"),
    Text::new("reading {} was interrupted", "la lectura de {} se interrumpió"),
    Text::new("the server ended the handshake ({})", "el servidor cortó la negociación ({})"),
    Text::new(
        "the server speaks only TLS older than 1.2",
        "el servidor solo habla TLS anterior a 1.2",
    ),
    Text::new(
        "the server does not take TLS without asking first",
        "el servidor no acepta TLS sin pedirlo antes",
    ),
    Text::new("the server's certificate has expired", "el certificado del servidor venció"),
    Text::new(
        "the server's certificate is not valid yet",
        "el certificado del servidor aún no es válido",
    ),
    Text::new(
        "the server's certificate is of an unknown authority: itself",
        "el certificado del servidor es de una autoridad desconocida: él mismo",
    ),
    Text::new(
        "the server's certificate is of an unknown authority",
        "el certificado del servidor es de una autoridad desconocida",
    ),
    Text::new(
        "the server's certificate names no host, so not {}",
        "el certificado del servidor no nombra ningún servidor, y así tampoco {}",
    ),
    Text::new(
        "the server's certificate is not for this host",
        "el certificado no es para este servidor",
    ),
    Text::new(
        "the server's certificate is not for {}",
        "el certificado del servidor no es para {}",
    ),
    Text::new(
        "the server's certificate cannot be read",
        "el certificado del servidor no se puede leer",
    ),
    Text::new("the certificate is X.509 version 1", "el certificado es X.509 versión 1"),
    Text::new(
        "the run is not this runner's any more: {}",
        "la ejecución ya no es de este ejecutor: {}",
    ),
    Text::new(
        "somebody else closed the run before it could say that it was done",
        "alguien más cerró la ejecución antes de que pudiera darse por terminada",
    ),
    Text::new("the session cannot write", "la sesión no puede escribir"),
    Text::new("the session is not read-only", "la sesión no es de solo lectura"),
    Text::new("the server is a standby", "el servidor es una réplica"),
    Text::new("the server is not a standby", "el servidor no es una réplica"),
    Text::new(
        "sslmode verify-ca needs a root certificate",
        "sslmode verify-ca pide un certificado raíz",
    ),
    Text::new(
        "the operating system has no root certificates",
        "el sistema operativo no tiene certificados raíz",
    ),
    Text::new(
        "no private key can be read from {}: {*}",
        "no se puede leer una clave privada de {}: {*}",
    ),
    Text::new(
        "no certificate can be read from {}: {*}",
        "no se puede leer un certificado de {}: {*}",
    ),
    Text::new("the private key {} is not private", "la clave privada {} no es privada"),
    // Why a step of the job was passed over, as its row keeps it.
    Text::new("no mapping configured", "sin correspondencia configurada"),
    Text::new("this database has no table {}", "esta base de datos no tiene la tabla {}"),
    Text::new("{} has no column {}", "{} no tiene la columna {}"),
    // What could be done.
    Text::new(
        "run `scoutwatch schema install`, or check with `scoutwatch doctor`",
        "ejecutar `scoutwatch schema install`, o revisar con `scoutwatch doctor`",
    ),
    Text::new(
        "run `scoutwatch schema install`, or leave the field out of the filter",
        "ejecutar `scoutwatch schema install`, o quitar el campo del filtro",
    ),
    Text::new(
        "the views are older or newer than this program: `scoutwatch schema status`",
        "las vistas son más viejas o más nuevas que este programa: `scoutwatch schema status`",
    ),
    Text::new(
        "the role lacks a right: `scoutwatch schema grant --viewer ROLE`",
        "al rol le falta un permiso: `scoutwatch schema grant --viewer ROL`",
    ),
    Text::new(
        "the database holds text that is no UTF-8",
        "la base de datos guarda texto que no es UTF-8",
    ),
    Text::new(
        "PostgreSQL reads this ~pattern otherwise; put plain text in quotes instead",
        "PostgreSQL lee este ~patrón de otro modo; usar texto simple entre comillas",
    ),
    Text::new(
        "wrong password: check the password file (mode 0600), PGPASSWORD, the service file and the connection string",
        "contraseña errada: revisar el archivo de contraseñas (modo 0600), PGPASSWORD, el archivo de servicios y la cadena de conexión",
    ),
    Text::new(
        "there is no such role, or pg_hba.conf refuses this role, database, address or lack of TLS",
        "no existe ese rol, o pg_hba.conf rechaza este rol, base de datos, dirección o falta de TLS",
    ),
    Text::new(
        "no such database: check PGDATABASE or the connection string",
        "no existe esa base de datos: revisar PGDATABASE o la cadena de conexión",
    ),
    Text::new(
        "all connections of the server or of the role are taken",
        "todas las conexiones del servidor o del rol están ocupadas",
    ),
    Text::new(
        "an administrator or a shutdown ended the session; it is opened again",
        "un administrador o un apagado terminó la sesión; se abre de nuevo",
    ),
    Text::new(
        "the server crashed and recovers by itself",
        "el servidor cayó y se recupera por sí solo",
    ),
    Text::new(
        "the server is starting or stopping; it is tried again",
        "el servidor está arrancando o apagándose; se reintenta",
    ),
    Text::new("the database was dropped", "la base de datos fue eliminada"),
    Text::new(
        "the server ended an idle session; it is opened again",
        "el servidor terminó una sesión ociosa; se abre de nuevo",
    ),
    Text::new(
        "the statement ran longer than the limit, or somebody cancelled it",
        "la sentencia pasó el límite de tiempo, o alguien la canceló",
    ),
    Text::new(
        "another session holds a lock that this read needs",
        "otra sesión tiene un bloqueo que esta lectura necesita",
    ),
    Text::new(
        "the server is a standby or read-only: connect to the primary",
        "el servidor es una réplica o de solo lectura: conectar con el primario",
    ),
    Text::new(
        "this server cannot do that; a standby cannot write",
        "este servidor no puede hacer eso; una réplica no puede escribir",
    ),
    Text::new(
        "an earlier statement of the same transaction failed",
        "falló una sentencia anterior de la misma transacción",
    ),
    Text::new(
        "another transaction was in the way; the next try may succeed",
        "otra transacción se interpuso; el próximo intento puede resultar",
    ),
    Text::new("the server's disk is full", "el disco del servidor está lleno"),
    Text::new(
        "the server is out of memory or of lock slots",
        "al servidor se le acabó la memoria o el espacio para bloqueos",
    ),
    Text::new(
        "the server went away or ended the session; it is opened again",
        "el servidor se fue o terminó la sesión; se abre de nuevo",
    ),
    Text::new(
        "the server or the network hangs, or the limit is too short",
        "el servidor o la red no avanza, o el límite es muy corto",
    ),
    Text::new(
        "none was found in the connection string, the service file, PGPASSWORD or the password file",
        "no hay ninguna en la cadena de conexión, el archivo de servicios, PGPASSWORD ni el archivo de contraseñas",
    ),
    Text::new("sslmode says whether TLS is asked for", "sslmode dice si se pide TLS"),
    Text::new(
        "channel_binding=require needs TLS, a SCRAM password and a certificate signed with RSA or ECDSA",
        "channel_binding=require pide TLS, una contraseña SCRAM y un certificado firmado con RSA o ECDSA",
    ),
    Text::new(
        "only passwords (SCRAM, md5, cleartext), certificates and trust are supported",
        "solo se admiten contraseñas (SCRAM, md5, en claro), certificados y trust",
    ),
    Text::new(
        "is the server running, and are host and port right?",
        "¿está en marcha el servidor, y son correctos host y puerto?",
    ),
    Text::new(
        "is the server running, and is PGHOST right?",
        "¿está en marcha el servidor, y es correcto PGHOST?",
    ),
    Text::new(
        "is the host's name right, and does the name service answer?",
        "¿es correcto el nombre del servidor, y responde el servicio de nombres?",
    ),
    Text::new(
        "target_session_attrs asks for another kind of server",
        "target_session_attrs pide otro tipo de servidor",
    ),
    Text::new(
        "a pooler stands between: set job.database_url to the server itself",
        "hay un pooler en medio: apuntar job.database_url al servidor mismo",
    ),
    Text::new(
        "it may want a client certificate: sslcert and sslkey",
        "quizá pide un certificado de cliente: sslcert y sslkey",
    ),
    Text::new(
        "sslnegotiation=direct needs PostgreSQL 17",
        "sslnegotiation=direct pide PostgreSQL 17",
    ),
    Text::new(
        "{*}; without sslmode, a host that is not this machine must show a verified certificate",
        "{*}; sin sslmode, un servidor que no es esta máquina debe mostrar un certificado verificado",
    ),
    Text::new(
        "without sslmode, a host that is not this machine must show a verified certificate",
        "sin sslmode, un servidor que no es esta máquina debe mostrar un certificado verificado",
    ),
    Text::new("set sslrootcert, or put one at {}", "indicar sslrootcert, o poner uno en {}"),
    Text::new("set sslrootcert", "indicar sslrootcert"),
    Text::new(
        "install them (ca-certificates), set SSL_CERT_FILE, or set sslrootcert",
        "instalarlos (ca-certificates), o indicar SSL_CERT_FILE o sslrootcert",
    ),
    Text::new(
        "sslkey must name an unencrypted PEM file",
        "sslkey debe nombrar un archivo PEM sin cifrar",
    ),
    Text::new("{} must name a PEM file", "{} debe nombrar un archivo PEM"),
    Text::new("run chmod 600 on it", "ejecutar chmod 600 sobre ella"),
    Text::new("renew it; or is the clock right?", "renovarlo; ¿o está mal el reloj?"),
    Text::new("is the clock right?", "¿está bien el reloj?"),
    Text::new(
        "sslrootcert must name the authority's certificate, or the server's own",
        "sslrootcert debe nombrar el certificado de la autoridad, o el del propio servidor",
    ),
    Text::new(
        "sslrootcert must name this very certificate",
        "sslrootcert debe nombrar este mismo certificado",
    ),
    Text::new("it is for {}; connect by that name", "es para {}; conectar con ese nombre"),
    Text::new(
        "a subject's common name does not count: it needs a subjectAltName; or use sslmode=verify-ca",
        "el nombre común no cuenta: hace falta un subjectAltName; o usar sslmode=verify-ca",
    ),
    Text::new(
        "connect by the name in the certificate, or use sslmode=verify-ca",
        "conectar con el nombre del certificado, o usar sslmode=verify-ca",
    ),
    Text::new(
        "only X.509 version 3 certificates are taken",
        "solo se aceptan certificados X.509 versión 3",
    ),
    Text::new(
        "only version 3 is taken; issue it with an extension",
        "solo se acepta la versión 3; emitirlo con una extensión",
    ),
];
