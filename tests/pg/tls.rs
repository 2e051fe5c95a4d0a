//! TLS as libpq means it, against a server that shows one certificate after another.

use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair, date_time_ymd,
};
use scoutwatch::db::cluster::{Cluster, ClusterOptions, Shutdown};
use scoutwatch::db::connect::{LinkSecurity, connect_once};
use scoutwatch::db::settings::{ConnectionSettings, GivenConnection};
use scoutwatch::model::{Environment, Failure, FailureKind};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::database::{environment, shared_cluster};
use crate::handles::{count_backends, open, socket_of, soon, statement};
use crate::proxy::{Proxy, eventually};
use LinkSecurity::{AuthorityVerified, Local, Unverified, Verified};

const LIMIT: Duration = Duration::from_secs(10);

type Authority = CertifiedIssuer<'static, KeyPair>;

/// A certificate and its key, as PEM.
struct Identity {
    certificate: String,
    key: String,
}

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("an authority")
}

/// The parameters of a server's certificate for `names`.
fn server_params(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("valid names");
    params.distinguished_name.push(DnType::CommonName, "localhost");
    params
}

fn signed(params: &CertificateParams, authority: &Authority) -> Identity {
    let key = KeyPair::generate().expect("a key");
    let certificate = params.signed_by(&key, authority).expect("signed");
    Identity { certificate: certificate.pem(), key: key.serialize_pem() }
}

fn self_signed(mut params: CertificateParams) -> Identity {
    // As `openssl req -x509` makes them: an authority that is its own subject.
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("a key");
    let certificate = params.self_signed(&key).expect("signed");
    Identity { certificate: certificate.pem(), key: key.serialize_pem() }
}

fn expired(mut params: CertificateParams) -> CertificateParams {
    params.not_before = date_time_ymd(2019, 1, 1);
    params.not_after = date_time_ymd(2020, 1, 1);
    params
}

/// Files on the client's side.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, text: &str, mode: u32) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        let mut options = std::fs::OpenOptions::new();
        let mut file = options.write(true).create(true).truncate(true).mode(mode).open(&path);
        file.as_mut().expect("opened").write_all(text.as_bytes()).expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).expect("mode");
        path
    }
}

/// A server with TLS.
struct Server {
    cluster: Cluster,
}

impl Server {
    /// Starts it with a certificate; clients' certificates must come from `clients`.
    async fn start(shown: &Identity, clients: &Authority) -> Self {
        let files = vec![
            ("shown.crt".to_owned(), shown.certificate.clone().into_bytes()),
            ("shown.key".to_owned(), shown.key.clone().into_bytes()),
            ("clients.crt".to_owned(), clients.pem().into_bytes()),
        ];
        let setting = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let options = ClusterOptions {
            loopback: Some(0),
            settings: vec![
                setting("ssl", "on"),
                setting("ssl_cert_file", "shown.crt"),
                setting("ssl_key_file", "shown.key"),
                setting("ssl_ca_file", "clients.crt"),
            ],
            access: [
                "hostnossl all tls_only 127.0.0.1/32 reject",
                "hostssl all plain_only 127.0.0.1/32 reject",
                "hostssl all certified 127.0.0.1/32 cert",
                "hostssl all scram 127.0.0.1/32 scram-sha-256",
                "host all all 127.0.0.1/32 trust",
            ]
            .map(str::to_owned)
            .to_vec(),
            files,
            ..ClusterOptions::default()
        };
        let start = move || Cluster::start(&options, &environment());
        let cluster = tokio::task::spawn_blocking(start).await.expect("no panic").expect("started");
        let administrator = crate::database::connect(&cluster.connection_string("postgres")).await;
        administrator
            .batch_execute(
                "create role tls_only login; create role plain_only login; \
                 create role certified login; create role scram login password 'word'",
            )
            .await
            .expect("created");
        Self { cluster }
    }

    /// Shows another certificate from now on.
    async fn show(mut self, shown: &Identity) -> Self {
        let (certificate, key) = (shown.certificate.clone(), shown.key.clone());
        tokio::task::spawn_blocking(move || {
            self.cluster.stop(Shutdown::Fast).expect("stopped");
            let data = self.cluster.data_directory();
            std::fs::write(data.join("shown.crt"), certificate).expect("written");
            std::fs::write(data.join("shown.key"), key).expect("written");
            self.cluster.start_again().expect("started again");
            self
        })
        .await
        .expect("no panic")
    }

    fn settings(&self, rest: &str, home: Option<&Path>) -> ConnectionSettings {
        settings_at(self.cluster.port(), rest, home)
    }

    async fn connect(&self, rest: &str, home: Option<&Path>) -> Result<LinkSecurity, Failure> {
        let settings = self.settings(rest, home);
        let connection = connect_once(&settings, LIMIT, "tls").await?;
        Ok(connection.link().security())
    }

    /// Holds a table of connection settings against what must come of them.
    async fn hold(&self, shown: &str, table: &[(String, Result<LinkSecurity, &str>)]) {
        for (rest, expected) in table {
            match (self.connect(rest, None).await, expected) {
                (Ok(found), Ok(expected)) => assert_eq!(found, *expected, "{shown}: {rest}"),
                (Err(failure), Err(part)) => {
                    assert_eq!(
                        failure.kind,
                        FailureKind::Unreachable,
                        "{shown}: {rest}: {failure}"
                    );
                    assert!(failure.to_string().contains(part), "{shown}: {rest}: {failure}");
                }
                (found, expected) => panic!("{shown}: {rest}: {found:?}, not {expected:?}"),
            }
        }
    }
}

fn settings_at(port: u16, rest: &str, home: Option<&Path>) -> ConnectionSettings {
    let user = if rest.contains("user=") { "" } else { "user=postgres" };
    let host = if rest.contains("host=") { "" } else { "host=localhost hostaddr=127.0.0.1" };
    let text = format!("{host} port={port} dbname=postgres {user} {rest}");
    let environment = Environment { home: home.map(Path::to_path_buf), ..Environment::default() };
    let given = GivenConnection { text: &text, origin: "the test" };
    ConnectionSettings::resolve(Some(given), &environment).expect("valid settings")
}

/// What a certificate of nobody's is refused with.
const UNKNOWN: &str = "of an unknown authority";

/// The client's root files: the authority of the server, and another one.
struct Files {
    folder: Folder,
    root: String,
    other: String,
}

impl Files {
    fn new(ours: &Authority) -> Self {
        let folder = Folder::new();
        let root = folder.write("ours.crt", &ours.pem(), 0o644).display().to_string();
        let theirs = authority("theirs").pem();
        let other = folder.write("theirs.crt", &theirs, 0o644).display().to_string();
        Self { folder, root, other }
    }

    /// A row of a table, with the files' names in the settings.
    fn row<'a>(
        &self,
        rest: &str,
        expected: Result<LinkSecurity, &'a str>,
    ) -> (String, Result<LinkSecurity, &'a str>) {
        (rest.replace("ROOT", &self.root).replace("OTHER", &self.other), expected)
    }
}

#[tokio::test]
async fn a_good_certificate_gives_what_each_mode_promises() {
    let ours = authority("ours");
    let files = Files::new(&ours);
    let row = |rest: &str, expected| files.row(rest, expected);
    let good = server_params(&["localhost", "127.0.0.1"]);
    let server = Server::start(&signed(&good, &ours), &ours).await;
    server
        .hold(
            "a good certificate",
            &[
                row("sslmode=disable", Ok(Local)),
                row("sslmode=allow", Ok(Local)),
                row("sslmode=allow user=tls_only", Ok(Unverified)),
                row("sslmode=prefer", Ok(Unverified)),
                row("", Ok(Unverified)),
                row("sslmode=prefer user=plain_only", Ok(Local)),
                row("sslmode=require", Ok(Unverified)),
                row("sslmode=require sslrootcert=ROOT", Ok(AuthorityVerified)),
                row("sslmode=require sslrootcert=OTHER", Err(UNKNOWN)),
                row("sslmode=verify-ca sslrootcert=ROOT", Ok(AuthorityVerified)),
                row("sslmode=verify-ca sslrootcert=OTHER", Err(UNKNOWN)),
                row("sslmode=verify-ca", Err("verify-ca needs a root certificate")),
                row("sslmode=verify-full sslrootcert=ROOT", Ok(Verified)),
                row("sslmode=verify-full sslrootcert=ROOT host=127.0.0.1", Ok(Verified)),
                row("sslmode=verify-full sslrootcert=ROOT hostaddr=127.0.0.1", Ok(Verified)),
                row("sslmode=verify-full sslrootcert=OTHER", Err(UNKNOWN)),
                row("sslmode=verify-full sslrootcert=/absent", Err("sslrootcert must name")),
                row("sslmode=require sslrootcert=/absent", Err("sslrootcert must name")),
                row(
                    "sslmode=verify-full sslrootcert=ROOT host=db1.example hostaddr=127.0.0.1",
                    Err("not for db1.example"),
                ),
                row(
                    "sslmode=verify-full sslrootcert=ROOT ssl_min_protocol_version=TLSv1.3",
                    Ok(Verified),
                ),
                row(
                    "sslmode=verify-full sslrootcert=ROOT ssl_max_protocol_version=TLSv1.2",
                    Ok(Verified),
                ),
                row("sslmode=verify-full sslrootcert=ROOT sslsni=0", Ok(Verified)),
            ],
        )
        .await;
}

#[tokio::test]
async fn a_bad_certificate_is_refused_by_the_modes_that_look_at_what_is_bad() {
    let ours = authority("ours");
    let files = Files::new(&ours);
    let row = |rest: &str, expected| files.row(rest, expected);
    let good = server_params(&["localhost"]);
    let server = Server::start(&signed(&good, &ours), &ours).await;

    let server = server.show(&signed(&server_params(&["db1.example"]), &ours)).await;
    server
        .hold(
            "a certificate for another host",
            &[
                row("sslmode=verify-full sslrootcert=ROOT", Err("it is for db1.example;")),
                row("sslmode=verify-ca sslrootcert=ROOT", Ok(AuthorityVerified)),
                row("sslmode=require", Ok(Unverified)),
            ],
        )
        .await;

    let server = server.show(&signed(&server_params(&[]), &ours)).await;
    server
        .hold(
            "a certificate with a common name alone",
            &[
                row("sslmode=verify-full sslrootcert=ROOT", Err("subjectAltName")),
                row("sslmode=verify-ca sslrootcert=ROOT", Ok(AuthorityVerified)),
            ],
        )
        .await;

    let server = server.show(&signed(&expired(good.clone()), &ours)).await;
    server
        .hold(
            "an expired certificate",
            &[
                row("sslmode=verify-full sslrootcert=ROOT", Err("has expired")),
                row("sslmode=verify-ca sslrootcert=ROOT", Err("has expired")),
                row("sslmode=require sslrootcert=ROOT", Err("has expired")),
                row("sslmode=require", Ok(Unverified)),
            ],
        )
        .await;

    let own = self_signed(good.clone());
    let own_root = files.folder.write("own.crt", &own.certificate, 0o644).display().to_string();
    let server = server.show(&own).await;
    server
        .hold(
            "a self-signed certificate",
            &[
                row("sslmode=verify-full sslrootcert=ROOT", Err(UNKNOWN)),
                row(&format!("sslmode=verify-full sslrootcert={own_root}"), Ok(Verified)),
                row(&format!("sslmode=verify-ca sslrootcert={own_root}"), Ok(AuthorityVerified)),
                row(
                    &format!(
                        "sslmode=verify-full sslrootcert={own_root} host=x hostaddr=127.0.0.1"
                    ),
                    Err("not for x"),
                ),
            ],
        )
        .await;

    let own = self_signed(expired(good));
    let own_root = files.folder.write("old.crt", &own.certificate, 0o644).display().to_string();
    let server = server.show(&own).await;
    server
        .hold(
            "a self-signed certificate that has expired",
            &[row(&format!("sslmode=verify-full sslrootcert={own_root}"), Err("has expired"))],
        )
        .await;
}

#[tokio::test]
async fn the_files_of_the_home_folder_are_used() {
    let ours = authority("ours");
    let mut client = CertificateParams::default();
    client.distinguished_name.push(DnType::CommonName, "certified");
    client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    let client = signed(&client, &ours);
    let server = Server::start(&signed(&server_params(&["localhost"]), &ours), &ours).await;
    let home = Folder::new();

    let without = server.connect("sslmode=verify-full", Some(home.0.path())).await;
    let without = without.expect_err("the system does not know our authority");
    assert!(without.message.contains("TLS: "), "{without}");
    home.write(".postgresql/root.crt", &ours.pem(), 0o644);
    let with = server.connect("sslmode=verify-full", Some(home.0.path())).await;
    assert_eq!(with, Ok(Verified));
    let with = server.connect("sslmode=require", Some(home.0.path())).await;
    assert_eq!(with, Ok(AuthorityVerified), "as libpq: a root file makes it verify-ca");

    let rest = "sslmode=verify-full user=certified";
    let without = server.connect(rest, Some(home.0.path())).await.expect_err("no certificate");
    assert_eq!(without.kind, FailureKind::Authentication, "{without}");
    home.write(".postgresql/postgresql.crt", &client.certificate, 0o644);
    home.write(".postgresql/postgresql.key", &client.key, 0o644);
    let open_key = server.connect(rest, Some(home.0.path())).await.expect_err("not private");
    assert!(open_key.to_string().contains("chmod 600"), "{open_key}");
    home.write(".postgresql/postgresql.key", &client.key, 0o600);
    assert_eq!(server.connect(rest, Some(home.0.path())).await, Ok(Verified));
    let disabled = format!("{rest} sslcertmode=disable");
    let disabled = server.connect(&disabled, Some(home.0.path())).await.expect_err("not sent");
    assert_eq!(disabled.kind, FailureKind::Authentication, "{disabled}");
    let absent = format!("{rest} sslcert=/absent");
    let absent = server.connect(&absent, Some(home.0.path())).await.expect_err("absent");
    assert!(absent.to_string().contains("sslcert must name a PEM file"), "{absent}");
}

#[tokio::test]
async fn a_password_is_bound_to_the_channel_where_that_is_asked_for() {
    let ours = authority("ours");
    let server = Server::start(&signed(&server_params(&["localhost"]), &ours), &ours).await;
    let login = "user=scram password=word channel_binding=require";
    assert_eq!(server.connect(&format!("{login} sslmode=require"), None).await, Ok(Unverified));
    for rest in [
        "user=postgres channel_binding=require sslmode=require",
        "user=postgres channel_binding=require sslmode=disable",
    ] {
        let failure = server.connect(rest, None).await.expect_err("nobody binds");
        assert_eq!(failure.kind, FailureKind::Authentication, "{failure}");
        assert!(failure.to_string().contains("channel_binding=require needs"), "{failure}");
    }
}

#[tokio::test]
async fn a_statement_is_cancelled_over_tls() {
    let ours = authority("ours");
    let server = Server::start(&signed(&server_params(&["localhost"]), &ours), &ours).await;
    let folder = Folder::new();
    let root = folder.write("ours.crt", &ours.pem(), 0o644);
    let text = format!(
        "host=localhost hostaddr=127.0.0.1 port={} user=postgres dbname=postgres \
         sslmode=verify-full sslrootcert={}",
        server.cluster.port(),
        root.display()
    );
    let administrator =
        crate::database::connect(&server.cluster.connection_string("postgres")).await;
    let database = open(&text, "tls_cancel");
    let mut session = database.session(soon()).await.expect("a session");
    assert_eq!(session.link().security(), Verified);
    let canceller = session.canceller().expect("a canceller");
    let task =
        tokio::spawn(async move { session.query(statement("select pg_sleep(60)"), &[]).await });
    eventually("the statement runs", async || {
        count_backends(&administrator, "tls_cancel", "state = 'active'").await == 1
    })
    .await;
    canceller.cancel().await.expect("taken");
    let failure = task.await.expect("no panic").expect_err("cancelled");
    assert_eq!(failure.sqlstate.as_deref(), Some("57014"));
}

#[tokio::test]
async fn a_server_without_tls_is_refused_or_taken_as_the_mode_says() {
    let proxy = Proxy::before(socket_of(shared_cluster().await)).await;
    let connect = async |rest: &str| {
        let settings = settings_at(proxy.port(), rest, None);
        connect_once(&settings, LIMIT, "tls").await.map(|found| found.link().security())
    };
    for rest in ["", "sslmode=prefer", "sslmode=allow", "sslmode=disable"] {
        assert_eq!(connect(rest).await, Ok(Local), "{rest}");
    }
    for rest in ["sslmode=require", "sslmode=verify-full"] {
        let failure = connect(rest).await.expect_err("no TLS there");
        assert_eq!(failure.kind, FailureKind::Unreachable);
        assert!(failure.message.contains("server does not support TLS"), "{failure}");
    }
}

/// An address of this machine that is not the loopback, where there is one: to the rule, another machine.
fn own_address() -> Option<std::net::IpAddr> {
    // Connecting a datagram socket sends nothing; it only chooses the address.
    let socket = std::net::UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

#[tokio::test]
async fn without_a_word_another_machine_must_show_a_verified_certificate() {
    let Some(address) = own_address() else { return };
    let proxy = Proxy::at(address, socket_of(shared_cluster().await)).await;
    let connect = async |rest: &str| {
        let rest = format!("host={address} {rest}");
        let settings = settings_at(proxy.port(), &rest, None);
        connect_once(&settings, LIMIT, "tls").await.map(|found| found.link().security())
    };
    let failure = connect("").await.expect_err("no TLS there");
    assert!(failure.to_string().contains("without sslmode"), "{failure}");
    let failure = connect("sslmode=verify-full").await.expect_err("no TLS there");
    assert!(!failure.to_string().contains("without sslmode"), "{failure}");
    assert_eq!(connect("sslmode=prefer").await, Ok(LinkSecurity::Plain));
}

#[tokio::test]
async fn prefer_takes_plain_where_the_handshake_fails_and_require_does_not() {
    let socket = socket_of(shared_cluster().await);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    // Offers TLS and hangs up; speaks plainly to whoever does not ask for TLS.
    let server = tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut first = [0; 8];
            if client.read_exact(&mut first).await.is_err() {
                continue;
            }
            if first[4..] == 80_877_103_i32.to_be_bytes() {
                let _ = client.write_all(b"S").await;
                continue;
            }
            let Ok(mut real) = tokio::net::UnixStream::connect(&socket).await else { continue };
            tokio::spawn(async move {
                let _ = real.write_all(&first).await;
                let _ = tokio::io::copy_bidirectional(&mut client, &mut real).await;
            });
        }
    });
    let connect = async |rest: &str| {
        let settings = settings_at(port, rest, None);
        connect_once(&settings, LIMIT, "tls").await.map(|found| found.link().security())
    };
    assert_eq!(connect("sslmode=prefer").await, Ok(Local));
    let failure = connect("sslmode=require").await.expect_err("no handshake");
    assert_eq!(failure.kind, FailureKind::Unreachable, "{failure}");
    server.abort();
}
