//! The server's configuration files and the quoting they need.

use std::fmt::Write as _;
use std::path::Path;

use super::ClusterOptions;
use super::error::ClusterError;

/// Settings that the cluster needs for itself.
const RESERVED: &[&str] = &[
    "config_file",
    "data_directory",
    "hba_file",
    "logging_collector",
    "port",
    "unix_socket_directories",
];

/// The text of `postgresql.conf`. Durability is off: the data does not outlive the program.
pub(super) fn postgresql_conf(
    options: &ClusterOptions,
    socket_directory: &Path,
    port: u16,
) -> Result<String, ClusterError> {
    let listen = if options.loopback.is_some() { "127.0.0.1" } else { "" };
    // The setting is a list, whose entries have their own quotes.
    let socket_directory =
        format!("\"{}\"", socket_directory.to_string_lossy().replace('"', "\"\""));
    let own = [
        ("listen_addresses", listen.to_owned()),
        ("port", port.to_string()),
        ("unix_socket_directories", socket_directory),
        ("unix_socket_permissions", "0700".to_owned()),
        ("max_connections", options.max_connections.to_string()),
        ("shared_buffers", format!("{}MB", options.shared_buffers_mb)),
        // In files of the data directory: nothing stays in /dev/shm when the server is killed.
        ("dynamic_shared_memory_type", "mmap".to_owned()),
        ("huge_pages", "off".to_owned()),
        // Not `synchronous_commit`: without fsync a commit is cheap, and what was committed outlives
        // a killed server, as it does elsewhere.
        ("fsync", "off".to_owned()),
        ("full_page_writes", "off".to_owned()),
        ("max_wal_size", "256MB".to_owned()),
        ("autovacuum", "on".to_owned()),
        ("jit", "off".to_owned()),
        ("timezone", "UTC".to_owned()),
        ("log_timezone", "UTC".to_owned()),
        ("log_line_prefix", "%m [%p] %q%a ".to_owned()),
        ("lc_messages", "C".to_owned()),
        ("logging_collector", "off".to_owned()),
        ("log_checkpoints", "off".to_owned()),
    ];
    let mut text = String::new();
    for (name, value) in own {
        let _ = writeln!(text, "{name} = {}", quote(&value));
    }
    for (name, value) in &options.settings {
        check_name(name)?;
        if value.contains('\0') {
            return Err(refused(name, "its value holds a NUL character"));
        }
        let _ = writeln!(text, "{name} = {}", quote(value));
    }
    Ok(text)
}

/// The text of `pg_hba.conf`: the caller's lines first, because the first that fits decides.
pub(super) fn pg_hba_conf(options: &ClusterOptions) -> String {
    let mut text = String::new();
    for line in &options.access {
        let _ = writeln!(text, "{line}");
    }
    // Whoever reaches the socket passed the 0700 folder round it.
    text.push_str("local all all trust\n");
    text
}

fn check_name(name: &str) -> Result<(), ClusterError> {
    let is_name = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.chars().all(|letter| letter.is_ascii_alphanumeric() || "_.".contains(letter));
    if !is_name {
        return Err(refused(name, "this is no name of a setting"));
    }
    if RESERVED.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(refused(name, "the cluster sets it itself"));
    }
    Ok(())
}

fn refused(name: &str, reason: &'static str) -> ClusterError {
    ClusterError::Setting { name: name.to_owned(), reason }
}

/// A value of `postgresql.conf` in single quotes, where backslashes escape.
fn quote(value: &str) -> String {
    let mut quoted = String::with_capacity(value.len() + 2);
    quoted.push('\'');
    for character in value.chars() {
        match character {
            '\'' => quoted.push_str("''"),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            _ => quoted.push(character),
        }
    }
    quoted.push('\'');
    quoted
}

/// A connection string of libpq's `keyword=value` form.
pub(super) fn connection_string(pairs: &[(&str, &str)]) -> String {
    let words: Vec<_> =
        pairs.iter().map(|(key, value)| format!("{key}={}", quote_keyword(value))).collect();
    words.join(" ")
}

/// A value of a connection string, in quotes only where it needs them.
fn quote_keyword(value: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-".contains(letter);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// One word of a POSIX shell.
pub(super) fn quote_shell(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-=".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn settings(name: &str, value: &str) -> ClusterOptions {
        let settings = vec![(name.to_owned(), value.to_owned())];
        ClusterOptions { settings, ..ClusterOptions::default() }
    }

    #[test]
    fn a_setting_of_the_caller_comes_last_and_is_quoted() {
        let options = settings("log_line_prefix", "it's \\ a\nb");
        let text = postgresql_conf(&options, Path::new("/tmp/s"), 5432).unwrap();
        assert!(text.ends_with("log_line_prefix = 'it''s \\\\ a\\nb'\n"), "{text}");
        assert!(text.contains("listen_addresses = ''\nport = '5432'\n"), "{text}");
        assert!(text.contains("unix_socket_directories = '\"/tmp/s\"'\n"), "{text}");
    }

    #[test]
    fn what_is_no_setting_or_is_the_clusters_own_is_refused() {
        for name in ["port", "Unix_Socket_Directories", "", "a b", "x = 1\ny", "1x"] {
            let result = postgresql_conf(&settings(name, "1"), Path::new("/tmp/s"), 5432);
            assert!(matches!(result, Err(ClusterError::Setting { .. })), "{name:?}");
        }
        assert!(postgresql_conf(&settings("my.own", "1"), Path::new("/tmp/s"), 5432).is_ok());
    }

    #[test]
    fn lines_of_the_caller_decide_before_ours() {
        let access = vec!["host all all 127.0.0.1/32 scram-sha-256".to_owned()];
        let text = pg_hba_conf(&ClusterOptions { access, ..ClusterOptions::default() });
        assert_eq!(text, "host all all 127.0.0.1/32 scram-sha-256\nlocal all all trust\n");
    }

    #[test]
    fn plain_values_of_a_connection_string_stay_bare() {
        assert_eq!(
            connection_string(&[("host", "/tmp/scoutwatch-aB1"), ("dbname", "it's")]),
            "host=/tmp/scoutwatch-aB1 dbname='it\\'s'"
        );
    }

    #[test]
    fn a_shell_word_with_quotes_survives() {
        assert_eq!(quote_shell("/tmp/a-b"), "/tmp/a-b");
        assert_eq!(quote_shell("a'b c"), "'a'\\''b c'");
        assert_eq!(quote_shell(""), "''");
    }

    proptest! {
        #[test]
        fn the_driver_reads_back_any_database_name(name in "[^\0]{1,40}") {
            let text = connection_string(&[("host", "/tmp/s"), ("user", "u"), ("dbname", &name)]);
            let config: tokio_postgres::Config = text.parse().unwrap();
            prop_assert_eq!(config.get_dbname(), Some(name.as_str()));
        }
    }
}
