//! A corpus of files that cannot be used, each with the exact words that say so.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use scoutwatch::cli::{GlobalArguments, HumanDuration};
use scoutwatch::config::Config;
use scoutwatch::model::Environment;

use super::{environment, reading};

/// What is said of a file that holds these bytes; the file is called `config.toml` in it.
fn words_for(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, bytes).unwrap();
    words_of(&file)
}

fn words_of(file: &Path) -> String {
    let error = Config::load(&reading(file), &Environment::default()).unwrap_err().to_string();
    error.replace(&file.display().to_string(), "config.toml")
}

#[test]
fn every_mistake_in_a_file_is_said_with_file_line_and_key() {
    let corpus: &[(&str, &str)] = &[
        ("misspelled key", "[poll]\nintervall = \"5s\"\n"),
        ("key of another section", "[poll]\ndeadline = \"5s\"\n"),
        ("key of a section at the top", "interval = \"5s\"\n"),
        ("top key in a section", "[poll]\nread_only = true\n"),
        ("key that nothing resembles", "[display]\nfont = \"big\"\n"),
        ("misspelled section", "[databse]\nurl = \"postgresql://h/d\"\n"),
        ("section as a value", "poll = 5\n"),
        ("section as a list", "[[poll]]\ninterval = \"5s\"\n"),
        ("number for a time", "[poll]\ninterval = 12\n"),
        ("time without a unit", "[poll]\ninterval = \"12\"\n"),
        ("time too short", "[poll]\ninterval = \"999ms\"\n"),
        ("time too long", "[poll]\ninterval = \"1h 1s\"\n"),
        ("text for a switch", "read_only = \"true\"\n"),
        ("text for a number", "[database]\npool_size = \"2\"\n"),
        ("fraction for a number", "[database]\npool_size = 2.5\n"),
        ("number too large", "[database]\npool_size = 17\n"),
        ("number too large for 64 bits", "[demo]\npersons = 99999999999999999999\n"),
        ("negative number", "[health]\nconflicts_warn = -1\n"),
        ("percent above 100", "[health]\nsatisfactory_ok_percent = 100.5\n"),
        ("percent that is no number", "[health]\nmissing_warn_percent = nan\n"),
        ("word that is not offered", "[display]\ncolor = \"always\"\n"),
        ("level that does not exist", "[log]\nlevel = \"verbose\"\n"),
        ("time zone with a quote", "[schema]\nbusiness_time_zone = \"America/Lima'; drop\"\n"),
        ("list for a text", "label = [\"PROD\"]\n"),
        ("date for a text", "label = 2026-11-24\n"),
        ("control character in a text", "label = \"a\\u001bb\"\n"),
        ("colour that does not exist", "color = \"redd\"\n"),
        ("colour of a profile", "[profile.a]\n\ncolor = \"#ff00\"\n"),
        ("two mistakes", "[poll]\ninterval = \"0s\"\n[log]\nlevel = \"loud\"\n"),
        ("two unknown keys", "colour = true\n\n[poll]\nevery = \"5s\"\n"),
        ("limits in the wrong order", "[health]\nconflicts_warn = 200\n"),
        ("shares in the wrong order", "[health]\nsatisfactory_ok_percent = 40\n"),
        ("server timeout after ours", "[database]\nstatement_timeout = \"5s\"\n"),
        ("lock after statement", "[database]\nlock_timeout = \"4001ms\"\n"),
        ("no connection string", "[database]\nurl = \"db.example.com\"\n"),
        ("another database", "[database]\nurl = \"mysql://h/d\"\n"),
        ("unknown profile", "default_profile = \"prod\"\n[profile.production]\n[profile.test]\n"),
        ("no profiles at all", "default_profile = \"prod\"\n"),
        ("profile as a text", "profile = \"prod\"\n"),
        ("profile without a section", "[profile]\nprod = \"postgresql://h/d\"\n"),
        ("profile with a name nobody can type", "[profile.\"a b\"]\n"),
        ("default profile in a profile", "[profile.a]\ndefault_profile = \"a\"\n"),
        ("unknown key in a profile", "[profile.a.poll]\nintervall = \"5s\"\n"),
        ("bad value in a profile that is not chosen", "[profile.a.poll]\ninterval = \"0s\"\n"),
        ("key given twice", "[poll]\ninterval = \"5s\"\ninterval = \"6s\"\n"),
        ("section given twice", "[poll]\n[poll]\n"),
        ("text that does not end", "[log]\nlevel = \"info\n"),
        ("no value", "[poll]\ninterval =\n"),
        ("no quotes", "[poll]\ninterval = 12s\n"),
        ("not TOML at all", "{\"poll\": {\"interval\": \"5s\"}}\n"),
        ("another kind of file", "poll:\n  interval: 5s\n"),
        ("Windows line ends", "[poll]\r\n\r\nintervall = \"5s\"\r\n"),
        ("byte order mark", "\u{feff}[poll]\nintervall = \"5s\"\n"),
        ("control character in a key", "\"a\\u001b[2Jb\" = 1\n"),
    ];
    let mut report = String::new();
    for (name, text) in corpus {
        writeln!(report, "{name}").unwrap();
        for line in words_for(text.as_bytes()).lines() {
            writeln!(report, "    {line}").unwrap();
        }
    }
    insta::assert_snapshot!("invalid_files", report);
}

#[test]
fn what_is_no_text_is_said_in_a_sentence() {
    assert_eq!(
        words_for(b"# fine\n[poll]\ninterval = \"\xff\"\n"),
        "config.toml:3: it is not UTF-8; save the file in that encoding"
    );
    assert_eq!(
        words_for(b"\xff\xfe[\0p\0"),
        "config.toml:1: it is not UTF-8; save the file in that encoding"
    );
    assert_eq!(
        words_for(&vec![b'#'; 10 << 20]),
        "config.toml: it is larger than 1 MiB; this cannot be a configuration file"
    );
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(words_of(folder.path()), "config.toml: it is a folder; name the file in it");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_are_fine() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, "\u{feff}[poll]\r\ninterval = \"5s\"\r\n").unwrap();
    let config = Config::load(&reading(&file), &Environment::default()).unwrap();
    assert_eq!(config.poll.interval.as_secs(), 5);
    std::fs::write(&file, "").unwrap();
    assert!(Config::load(&reading(&file), &Environment::default()).is_ok());
}

#[test]
fn mistakes_of_options_and_variables_name_them() {
    let options = GlobalArguments {
        interval: Some(HumanDuration(std::time::Duration::ZERO)),
        ..GlobalArguments::default()
    };
    let variables = environment(&[
        ("SCOUTWATCH_DATABASE_POOL_SIZE", "many"),
        ("SCOUTWATCH_READ_ONLY", "perhaps"),
        ("SCOUTWATCH_PROFILE", ""),
    ]);
    let error = Config::load(&options, &variables).unwrap_err();
    insta::assert_snapshot!(error, @r#"
    SCOUTWATCH_READ_ONLY: "perhaps" does not fit; write true or false
    SCOUTWATCH_DATABASE_POOL_SIZE: "many" does not fit; write a whole number from 1 to 16
    --interval: "0s" does not fit; write a length of time with its unit, from 1s to 1h
    "#);
    let variables = environment(&[("SCOUTWATCH_PROFILE", "prod")]);
    let error = Config::load(&GlobalArguments::default(), &variables).unwrap_err();
    insta::assert_snapshot!(error, @r#"SCOUTWATCH_PROFILE: there is no profile "prod"; no configuration file was found that could hold it"#);
}

/// A file of this mode that holds this text.
#[cfg(unix)]
fn file_of_mode(folder: &tempfile::TempDir, mode: u32, text: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let file = folder.path().join(format!("{mode:o}.toml"));
    std::fs::write(&file, text).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    file
}

#[cfg(unix)]
#[test]
fn a_file_that_holds_a_password_is_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "[profile.p.database]\n# ours\nurl = \"postgresql://u:canary-7@h/d\"\n";
    for mode in [0o640, 0o604, 0o644, 0o660, 0o620] {
        assert_eq!(
            words_of(&file_of_mode(&folder, mode, secret)),
            format!(
                "config.toml:3: profile.p.database.url: it holds a password, and the mode of the file is \
                 {mode:04o}: others may read it. Run chmod 600 on it, or move the password to ~/.pgpass"
            )
        );
    }
    let open = |mode: u32, text: &str| {
        Config::load(&reading(&file_of_mode(&folder, mode, text)), &Environment::default())
    };
    assert!(open(0o600, secret).is_ok());
    assert!(open(0o400, secret).is_ok());
    assert!(open(0o644, "[database]\nurl = \"postgresql://u@h/d\"\n").is_ok());
}

#[test]
fn no_mistake_in_a_line_with_a_password_repeats_the_password() {
    for text in [
        "[database]\nurl = \"postgresql://u:canary-7@h/d\n",
        "[database]\nurl = postgresql://u:canary-7@h/d\n",
        "[database]\nurl = \"postgresql://u:canary-7@h/d\" x\n",
        "[database]\nurl = 'postgresql://u:canary-7@h/d\n'",
        "[database]\nurl = \"postgresql://u:canary-7@h/d\\q\"\n",
        "[database]\nurl = \"a\"\nurl = \"postgresql://u:canary-7@h/d\"\n",
        "[database]\nurl = [\"postgresql://u:canary-7@h/d\"]\n",
        "[database]\nuri = \"postgresql://u:canary-7@h/d\"\n",
        "[database]\npassword = \"canary-7\"\n",
        "[database]\nurl = \"mysql://u:canary-7@h/d\"\n",
        "[database]\nurl = \"postgresql://u:ca/nary?x@canary-7@h/d\"\n",
        "[database]\npostgresql://u:canary-7@h/d\n",
        "postgresql://u:canary-7@h/d\n",
        "[poll]\ninterval = \"postgresql://u:canary-7@h/d\"\n",
    ] {
        let words = words_for(text.as_bytes());
        assert!(!words.contains("canary-7"), "{text:?}: {words}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_may_not_be_read_is_said_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let file = file_of_mode(&folder, 0o000, "");
    if std::fs::File::open(&file).is_ok() {
        // The superuser reads everything.
        return;
    }
    assert_eq!(words_of(&file), "config.toml: this user may not read it");
}

#[test]
fn a_file_with_a_strange_name_cannot_write_on_the_terminal() {
    let error = Config::load(&reading(Path::new("/nowhere/a\u{1b}[2Jb")), &Environment::default());
    let words = error.unwrap_err().to_string();
    assert!(!words.contains('\u{1b}'), "{words:?}");
}
