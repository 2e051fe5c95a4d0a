//! The rules of the settings as a whole: what goes before what, and what never shows.

use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

const CANARY: &str = "canary";

/// An environment with these variables, no home folder and the user `me`.
fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment {
        variables: variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
        home: None,
        user: Some("me".to_owned()),
    }
}

fn resolve(text: &str, environment: &Environment) -> Result<ConnectionSettings, SettingsError> {
    ConnectionSettings::resolve(
        Some(GivenConnection { text, origin: "--database-url" }),
        environment,
    )
}

fn settings(text: &str) -> ConnectionSettings {
    resolve(text, &environment(&[])).expect(text)
}

fn error(text: &str) -> String {
    resolve(text, &environment(&[])).expect_err(text).to_string()
}

fn endpoints(text: &str) -> Vec<String> {
    settings(text).endpoints().iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_said_is_the_local_socket_as_the_system_user() {
    let settings = ConnectionSettings::resolve(None, &environment(&[])).expect("defaults");
    assert_eq!(settings.describe(), "me@[local]");
    assert_eq!(settings.user(), "me");
    let places: Vec<String> = settings.endpoints().iter().map(ToString::to_string).collect();
    assert_eq!(places, ["/var/run/postgresql:5432", "/tmp:5432"]);
    assert_eq!(settings.target, TargetSession::Any);
    assert_eq!(settings.connect_timeout, None);
    assert!(settings.warnings().is_empty());
}

#[test]
fn hosts_and_ports_are_read_as_libpq_reads_them() {
    for (text, expected) in [
        ("postgresql://db1/x", &["db1:5432"][..]),
        ("postgres://db1:6432/x", &["db1:6432"]),
        ("POSTGRESQL://db1", &["db1:5432"]),
        ("postgresql://a,b:1,c/x", &["a:5432", "b:1", "c:5432"]),
        ("postgresql://a,b/x?port=7", &["a:7", "b:7"]),
        ("postgresql://[::1]:5433,[fe80::1]/x", &["[::1]:5433", "[fe80::1]:5432"]),
        ("postgresql://%2Ftmp%2Fsockets:5433/x", &["/tmp/sockets:5433"]),
        ("postgresql:///x?host=/tmp", &["/tmp:5432"]),
        ("postgresql://?host=db1&port=2", &["db1:2"]),
        ("postgresql://:5433", &["/var/run/postgresql:5433", "/tmp:5433"]),
        ("host=a,b port=1,2", &["a:1", "b:2"]),
        ("host=a,b port=1", &["a:1", "b:1"]),
        ("host=a,b port=,2", &["a:5432", "b:2"]),
        ("host='' port=''", &["/var/run/postgresql:5432", "/tmp:5432"]),
        ("hostaddr=10.0.0.1", &["10.0.0.1:5432"]),
        ("hostaddr=10.0.0.1,::1", &["10.0.0.1:5432", "[::1]:5432"]),
        ("host=a,b hostaddr=10.0.0.1,", &["a:5432", "b:5432"]),
        ("host=a,,/tmp", &["a:5432", "/var/run/postgresql:5432", "/tmp:5432", "/tmp:5432"]),
    ] {
        assert_eq!(endpoints(text), expected, "{text}");
    }
}

#[test]
fn what_cannot_be_meant_is_refused_with_what_is_allowed() {
    for (text, part) in [
        ("port=x", "port must be a number from 1 to 65535"),
        ("port=0", "port must be"),
        ("port=65536", "port must be"),
        ("host=a,b port=1,2,3", "port must be"),
        ("host=a,b hostaddr=10.0.0.1", "hostaddr must be as many"),
        ("hostaddr=db1", "hostaddr must be numeric"),
        ("host=@abstract", "abstract sockets are not supported"),
        ("sslmode=verify", "sslmode must be one of disable, allow, prefer, require, verify-ca"),
        ("sslmode=REQUIRE", "sslmode must be one of"),
        ("target_session_attrs=master", "one of any, read-write, read-only, primary, standby"),
        ("channel_binding=yes", "channel_binding must be one of disable, prefer, require"),
        ("connect_timeout=3s", "connect_timeout must be a whole number of seconds"),
        ("keepalives=on", "keepalives must be 0 or 1"),
        ("load_balance_hosts=1", "load_balance_hosts must be one of disable, random"),
        ("sslnegotiation=direct sslmode=prefer", "sslmode must be require"),
        ("sslrootcert=system sslmode=require", "sslmode must be verify-full"),
        ("ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2", "no newer than"),
        ("sslcertmode=require", "sslcertmode must be one of disable, allow"),
        ("postgresql://h/x?nonsense", "without `=`"),
        ("postgresql://h/x?sslmod=require", "did you mean sslmode?"),
        ("postgresql://h:port/x", "port must be"),
        ("postgresql://[::1/x", "closing bracket"),
        ("postgresql://[::1]x/x", "can follow an IPv6"),
        ("postgresql://[]/x", "empty IPv6"),
        ("postgresql://h/%zz", "two hexadecimal digits"),
        ("postgresql://h/%0", "two hexadecimal digits"),
        ("postgresql://h/%00", "not by 00"),
        ("postgresql://h/%ff", "spell UTF-8"),
        ("mysql://h/x", "must begin with postgresql://"),
        ("db1", "a keyword without a value"),
        ("require_auth=scram-sha-256", "require_auth is not supported"),
    ] {
        let error = error(text);
        assert!(error.contains(part), "{text}: {error}");
        assert!(error.starts_with("--database-url: "), "{error}");
    }
}

#[test]
fn variables_that_promise_what_we_cannot_keep_are_refused() {
    for (name, value, refused) in [
        ("PGREQUIREPEER", "postgres", true),
        ("PGREQUIREAUTH", "scram-sha-256", true),
        ("PGSSLCRL", "/x", true),
        ("PGGSSENCMODE", "require", true),
        ("PGGSSENCMODE", "prefer", false),
        ("PGCLIENTENCODING", "LATIN1", false),
        ("PGREQUIREPEER", "", false),
    ] {
        let outcome = ConnectionSettings::resolve(None, &environment(&[(name, value)]));
        assert_eq!(outcome.is_err(), refused, "{name}={value}");
        if let Err(error) = outcome {
            assert!(error.to_string().contains(name), "{error}");
        }
    }
}

#[test]
fn url_parts_are_decoded() {
    let settings =
        settings("postgresql://u%40x:p%2Fw%25@h/d%20b?application_name=a%26b&options=-c%20x%3D1");
    assert_eq!((settings.user(), settings.database()), ("u@x", "d b"));
    assert_eq!(settings.application_name.as_deref(), Some("a&b"));
    assert_eq!(settings.options.as_deref(), Some("-c x=1"));
    let found = settings.password_for(&settings.endpoints()[0]);
    assert_eq!(found.secret.as_ref().map(Secret::expose), Some("p/w%"));
}

#[test]
fn ssl_true_is_the_jdbc_way_to_say_require() {
    let settings = settings("postgresql://h/d?ssl=true");
    assert_eq!(settings.ssl_mode(&settings.endpoints()[0]), SslMode::Require);
}

/// The application name, which every source can set, as each pair of sources leaves it.
#[test]
fn of_each_pair_of_sources_the_nearer_one_counts() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("services");
    std::fs::write(&file, "[s]\napplication_name=service\n[empty]\nport=1\n").expect("written");
    let file = file.to_str().expect("a plain name");
    for (string, service, variable, expected) in [
        (true, true, true, Some("string")),
        (true, true, false, Some("string")),
        (true, false, true, Some("string")),
        (true, false, false, Some("string")),
        (false, true, true, Some("service")),
        (false, true, false, Some("service")),
        (false, false, true, Some("variable")),
        (false, false, false, None),
    ] {
        let mut variables = vec![("PGSERVICEFILE", file)];
        variables.push(("PGSERVICE", if service { "s" } else { "empty" }));
        if variable {
            variables.push(("PGAPPNAME", "variable"));
        }
        let text = if string { "application_name=string" } else { "" };
        let settings = resolve(text, &environment(&variables)).expect("valid");
        assert_eq!(
            settings.application_name.as_deref(),
            expected,
            "string {string}, service {service}, variable {variable}"
        );
    }
}

#[test]
fn each_variable_is_read() {
    let home = tempfile::tempdir().expect("folder");
    let environment = environment(&[
        ("PGHOST", "db1"),
        ("PGHOSTADDR", "10.0.0.1"),
        ("PGPORT", "6432"),
        ("PGDATABASE", "d"),
        ("PGUSER", "u"),
        ("PGPASSWORD", CANARY),
        ("PGOPTIONS", "-c a=b"),
        ("PGAPPNAME", "name"),
        ("PGCONNECT_TIMEOUT", "7"),
        ("PGTARGETSESSIONATTRS", "prefer-standby"),
        ("PGLOADBALANCEHOSTS", "random"),
        ("PGSSLMODE", "verify-ca"),
        ("PGSSLROOTCERT", "/root.crt"),
        ("PGSSLCERT", "/client.crt"),
        ("PGSSLKEY", "/client.key"),
        ("PGSSLSNI", "0"),
        ("PGSSLMINPROTOCOLVERSION", "TLSv1.3"),
        ("PGCHANNELBINDING", "require"),
    ]);
    let environment = Environment { home: Some(home.path().to_path_buf()), ..environment };
    let settings = ConnectionSettings::resolve(None, &environment).expect("valid");
    assert_eq!(settings.describe(), "d@db1:6432");
    assert_eq!(settings.user(), "u");
    assert_eq!(settings.options.as_deref(), Some("-c a=b"));
    assert_eq!(settings.application_name.as_deref(), Some("name"));
    assert_eq!(settings.connect_timeout, Some(Duration::from_secs(7)));
    assert_eq!(settings.target, TargetSession::PreferStandby);
    assert!(settings.shuffle_hosts);
    assert_eq!(settings.ssl_mode(&settings.endpoints()[0]), SslMode::VerifyCa);
    assert_eq!(settings.tls.roots, Roots::File(PathBuf::from("/root.crt")));
    assert_eq!(
        settings.tls.client.as_ref().map(|client| client.key.clone()),
        Some(PathBuf::from("/client.key"))
    );
    assert!(!settings.tls.server_name_indication);
    assert_eq!(settings.tls.oldest, TlsVersion::V1_3);
    assert_eq!(settings.tls.channel_binding, ChannelBinding::Require);
}

#[test]
fn an_empty_value_in_the_string_hides_the_variable_and_leaves_the_default() {
    let variables = environment(&[("PGHOST", "db1"), ("PGUSER", "u")]);
    let settings = resolve("host='' user=''", &variables).expect("valid");
    assert_eq!(settings.describe(), "me@[local]");
    assert_eq!(settings.user(), "me");
}

#[test]
fn the_service_of_the_string_goes_before_that_of_the_variable() {
    let home = tempfile::tempdir().expect("folder");
    let path = home.path().join(".pg_service.conf");
    std::fs::write(&path, "[one]\nhost=h1\n[two]\nhost=h2\nuser=u2\n").expect("written");
    let environment = Environment {
        home: Some(home.path().to_path_buf()),
        ..environment(&[("PGSERVICE", "one"), ("PGUSER", "u")])
    };
    let by_variable = ConnectionSettings::resolve(None, &environment).expect("valid");
    assert_eq!((by_variable.describe().as_str(), by_variable.user()), ("u@h1:5432", "u"));
    let by_string = resolve("service=two dbname=d", &environment).expect("valid");
    assert_eq!((by_string.describe().as_str(), by_string.user()), ("d@h2:5432", "u2"));
    let by_url = resolve("postgresql:///d?service=two", &environment).expect("valid");
    assert_eq!(by_url.describe(), "d@h2:5432");
    let absent = resolve("service=three", &environment).expect_err("no such service").to_string();
    assert!(absent.contains("no service file defines the service three"), "{absent}");
}

#[test]
fn a_service_is_found_in_the_system_folder_and_a_named_file_must_exist() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("pg_service.conf");
    std::fs::write(path, "[s]\nhost=h\ndbname=d\n").expect("written");
    let system = folder.path().to_str().expect("a plain name");
    let found = resolve("service=s", &environment(&[("PGSYSCONFDIR", system)])).expect("valid");
    assert_eq!(found.describe(), "d@h:5432");
    let absent = environment(&[("PGSYSCONFDIR", system), ("PGSERVICEFILE", "/does/not/exist")]);
    let error = resolve("service=s", &absent).expect_err("a named file must exist").to_string();
    assert!(error.contains("/does/not/exist: the service file cannot be read"), "{error}");
}

#[test]
fn without_a_word_only_this_machine_is_spoken_to_without_verified_tls() {
    for (text, mode) in [
        ("host=/tmp", SslMode::Disable),
        ("host=/tmp sslmode=verify-full", SslMode::Disable),
        ("host=localhost", SslMode::Prefer),
        ("host=127.0.0.1", SslMode::Prefer),
        ("host=127.8.8.8", SslMode::Prefer),
        ("host=::1", SslMode::Prefer),
        ("host=::ffff:127.0.0.1", SslMode::Prefer),
        ("hostaddr=127.0.0.1 host=db1", SslMode::Prefer),
        ("host=db1", SslMode::VerifyFull),
        ("host=10.0.0.1", SslMode::VerifyFull),
        ("hostaddr=10.0.0.1 host=localhost", SslMode::VerifyFull),
        ("host=localhost.example.com", SslMode::VerifyFull),
        ("host=db1 sslmode=prefer", SslMode::Prefer),
        ("host=db1 sslmode=disable", SslMode::Disable),
        ("host=db1 sslmode=allow", SslMode::Allow),
        ("host=localhost sslmode=require", SslMode::Require),
        ("host=localhost sslrootcert=system", SslMode::VerifyFull),
        ("host=localhost sslnegotiation=direct", SslMode::VerifyFull),
    ] {
        let settings = settings(text);
        assert_eq!(settings.ssl_mode(&settings.endpoints()[0]), mode, "{text}");
    }
}

#[test]
fn the_promise_is_that_of_the_weakest_host() {
    use LinkSecurity::{AuthorityVerified, Local, Plain, Unverified, Verified};
    for (text, promise) in [
        ("", Local),
        ("host=localhost", Local),
        ("host=db1", Verified),
        ("host=localhost,db1", Verified),
        ("host=db1 sslmode=verify-ca", AuthorityVerified),
        ("host=db1 sslmode=require", Unverified),
        ("host=db1 sslmode=require sslrootcert=/root.crt", AuthorityVerified),
        ("host=localhost,db1 sslmode=prefer", Plain),
        ("host=db1 sslmode=allow", Plain),
        ("host=db1 sslmode=disable", Plain),
    ] {
        assert_eq!(settings(text).promised_security(), promise, "{text}");
    }
    assert!(Plain.is_weak() && Unverified.is_weak() && !Verified.is_weak() && !Local.is_weak());
}

#[test]
fn the_description_is_short_and_clean() {
    for (text, expected) in [
        ("postgresql://u:pw@db1/ct4", "ct4@db1:5432"),
        ("postgresql://u@a,b:1/ct4", "ct4@a:5432,b:1"),
        ("host=/tmp port=7 dbname=x", "x@[local]:7"),
        ("host=/run/other dbname=x", "x@/run/other:5432"),
        ("host=::1 dbname=x", "x@[::1]:5432"),
        ("host='a\u{1b}b' dbname='x\u{202e}'", "x\\u{202e}@a\\u{1b}b:5432"),
    ] {
        assert_eq!(settings(text).describe(), expected);
    }
}

#[test]
fn zero_and_less_mean_not_set() {
    for text in ["connect_timeout=0", "connect_timeout=-1", "connect_timeout=''"] {
        assert_eq!(settings(text).connect_timeout, None, "{text}");
    }
    assert_eq!(settings("connect_timeout=2").connect_timeout, Some(Duration::from_secs(2)));
    assert!(!settings("keepalives=0").keepalive.enabled);
    assert_eq!(
        settings("tcp_user_timeout=1500").tcp_user_timeout,
        Some(Duration::from_millis(1500))
    );
}

#[cfg(unix)]
#[test]
fn each_host_has_its_own_password_in_the_file_and_a_given_one_goes_before() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("passwords");
    let lines =
        "db1:5432:d:u:one\ndb2:*:d:u:two\nlocalhost:5432:d:u:socket\n10.0.0.9:5432:d:u:ip\n";
    std::fs::write(&path, lines).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("mode");
    let file = path.to_str().expect("a plain name");
    let with_file = environment(&[("PGPASSFILE", file)]);
    let text = "host=db1,db2,db3,,/run/x,db1 port=5432,7,5432,5432,5432,5432 \
                hostaddr=,,10.0.0.3,,,10.0.0.9 user=u dbname=d";
    let settings = resolve(text, &with_file).expect("valid");
    let passwords: Vec<_> = settings
        .endpoints()
        .iter()
        .map(|endpoint| {
            settings.password_for(endpoint).secret.map(|found| found.expose().to_owned())
        })
        .collect();
    let expected = [
        Some("one"),
        Some("two"),
        None,
        Some("socket"), // /var/run/postgresql
        Some("socket"), // /tmp
        None,
        Some("one"),
    ];
    assert_eq!(passwords, expected.map(|text| text.map(str::to_owned)));
    let by_address = resolve("hostaddr=10.0.0.9 user=u dbname=d", &with_file).expect("valid");
    let found = by_address.password_for(&by_address.endpoints()[0]);
    assert_eq!(found.secret, Some(Secret::new("ip")));
    let given = resolve("host=db1 user=u dbname=d password=given", &with_file).expect("valid");
    let found = given.password_for(&given.endpoints()[0]);
    assert_eq!(found.secret, Some(Secret::new("given")));
    assert_eq!(found.note, "the password came from --database-url");
}

#[cfg(unix)]
#[test]
fn a_password_file_that_others_can_read_is_a_warning() {
    use std::os::unix::fs::PermissionsExt;
    let home = tempfile::tempdir().expect("folder");
    let path = home.path().join(".pgpass");
    std::fs::write(&path, format!("*:*:*:*:{CANARY}\n")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).expect("mode");
    let environment = Environment { home: Some(home.path().to_path_buf()), ..environment(&[]) };
    let settings = resolve("host=a,b", &environment).expect("valid");
    assert_eq!(settings.warnings().len(), 1, "once for both hosts: {:?}", settings.warnings());
    assert!(settings.warnings()[0].contains("chmod 600"), "{:?}", settings.warnings());
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).expect("mode");
    let mended = settings.password_for(&settings.endpoints()[0]);
    assert_eq!(mended.secret, Some(Secret::new(CANARY)), "a mended file is taken at once");
}

#[test]
fn an_unknown_user_is_an_error_that_says_what_to_set() {
    let nobody = Environment { user: None, ..environment(&[]) };
    let error = ConnectionSettings::resolve(None, &nobody).expect_err("nobody").to_string();
    assert!(error.contains("PGUSER"), "{error}");
}

/// All that can be seen of an outcome.
fn visible(outcome: &Result<ConnectionSettings, SettingsError>) -> String {
    match outcome {
        Ok(settings) => {
            let notes: Vec<_> = settings
                .endpoints()
                .iter()
                .map(|endpoint| format!("{:?} {endpoint}", settings.password_for(endpoint)))
                .collect();
            format!("{settings:?} {} {notes:?}", settings.describe())
        }
        Err(error) => format!("{error} {error:?}"),
    }
}

#[test]
fn a_password_is_never_seen_wherever_it_was_given() {
    let folder = tempfile::tempdir().expect("folder");
    let file = folder.path().join("services");
    let service = format!("[good]\npassword={CANARY}\n[bad]\npassword={CANARY}\nport=x\n");
    std::fs::write(&file, service).expect("written");
    let file = file.to_str().expect("a plain name");
    let plain = environment(&[]);
    let by_variable = environment(&[("PGPASSWORD", CANARY)]);
    let good = environment(&[("PGSERVICEFILE", file), ("PGSERVICE", "good")]);
    let bad = environment(&[("PGSERVICEFILE", file), ("PGSERVICE", "bad")]);
    for outcome in [
        resolve("postgresql://u:canary@h/d", &plain),
        resolve("postgresql://u:canary@h:x/d", &plain),
        resolve("postgresql://u@h/d?password=canary", &plain),
        resolve("postgresql://u@h/d?password=canary&port=x", &plain),
        resolve("password=canary", &plain),
        resolve("password=canary port=x", &plain),
        resolve("password='canary", &plain),
        resolve("password=can canary=x", &plain),
        resolve("", &by_variable),
        resolve("port=x", &by_variable),
        resolve("", &good),
        resolve("", &bad),
    ] {
        let seen = visible(&outcome);
        assert!(!seen.contains(CANARY), "{seen}");
    }
}

proptest! {
    #[test]
    fn arbitrary_text_never_panics(text in any::<String>()) {
        let _ = resolve(&text, &environment(&[]));
        let _ = resolve(&format!("postgresql://{text}"), &environment(&[]));
    }

    #[test]
    fn texts_of_the_characters_that_matter_never_panic(
        text in "[a-c1=:@/?&,%'\\\\ \\[\\]0-9é]{0,40}",
    ) {
        let _ = resolve(&text, &environment(&[]));
        let _ = resolve(&format!("postgresql://{text}"), &environment(&[]));
        let _ = resolve(&format!("host={text}"), &environment(&[]));
    }

    /// People forget to encode special characters; then the rest of the password lands elsewhere.
    #[test]
    fn no_part_of_a_badly_quoted_password_is_seen(
        password in "[a-z0-9/@:?#%&= ]{0,8}canary[a-z0-9/@:?#%&= ]{0,8}",
    ) {
        for text in [
            format!("postgresql://u:{password}@h:5432/d?sslmode=require"),
            format!("postgresql://u:{password}@h/d"),
        ] {
            let seen = visible(&resolve(&text, &environment(&[])));
            prop_assert!(!seen.contains(CANARY), "{text}: {seen}");
        }
    }

    #[test]
    fn every_password_survives_encoding_and_quoting(password in "\\PC{1,20}") {
        let encoded = password.bytes().fold(String::new(), |text, byte| format!("{text}%{byte:02x}"));
        let quoted = password.replace('\\', "\\\\").replace('\'', "\\'");
        for text in [
            format!("postgresql://u:{encoded}@h/d"),
            format!("postgresql://h/d?password={encoded}"),
            format!("host=h password='{quoted}' dbname=d"),
        ] {
            let settings = settings(&text);
            let found = settings.password_for(&settings.endpoints()[0]);
            prop_assert_eq!(found.secret.as_ref().map(Secret::expose), Some(password.as_str()));
        }
    }
}
