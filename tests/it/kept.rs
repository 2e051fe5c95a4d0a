//! Kept filters: who may read them, and what becomes of a file that somebody else wrote.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use scoutwatch::kept::{MOST, Place};
use scoutwatch::model::{Environment, KeptFilter, MAX_NAME};
use tempfile::TempDir;

fn place(home: &TempDir) -> Place {
    let home = Some(home.path().to_owned());
    Place::of(&Environment { home, ..Environment::default() }).unwrap()
}

fn filter(name: &str) -> KeptFilter {
    let (screen, text) = ("Jobs".to_owned(), "status=failed".to_owned());
    KeptFilter { name: name.to_owned(), screen, text }
}

#[test]
fn a_filter_is_there_in_the_next_session_and_for_its_owner_alone() {
    let home = tempfile::tempdir().unwrap();
    let ours = place(&home);
    assert_eq!(ours.read(), []);
    ours.keep(filter("bad runs")).unwrap();
    let changed = KeptFilter { text: "status=orphaned".to_owned(), ..filter("bad runs") };
    ours.keep(changed.clone()).unwrap();
    ours.keep(filter("other")).unwrap();
    assert_eq!(place(&home).read(), [changed, filter("other")]);
    assert_eq!(ours.file(), home.path().join(".local/state/scoutwatch/filters.json"));
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(ours.file().to_owned()), 0o600);
    assert_eq!(mode(ours.file().parent().unwrap().to_owned()), 0o700);
    assert_eq!(fs::read_dir(ours.file().parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn no_more_are_kept_than_fit_and_the_oldest_goes_first() {
    let home = tempfile::tempdir().unwrap();
    let ours = place(&home);
    for number in 0..=MOST {
        ours.keep(filter(&number.to_string())).unwrap();
    }
    let kept = ours.read();
    assert_eq!((kept.len(), kept[0].name.as_str()), (MOST, "1"));
    assert!(ours.keep(filter(&"x".repeat(MAX_NAME + 1))).is_err());
    assert_eq!(ours.read(), kept);
}

#[test]
fn what_cannot_be_believed_is_set_aside_and_stops_nothing() {
    let many = format!(
        "{{\"version\":1,\"filters\":[{}]}}",
        vec!["{\"name\":\"a\",\"screen\":\"Jobs\",\"text\":\"b\"}"; MOST + 1].join(",")
    );
    let nested = "[".repeat(100_000);
    let large = " ".repeat((1 << 20) + 1);
    let hostile: &[&[u8]] = &[
        b"",
        b"{\"version\":1,\"filters\":[{\"name\":",
        b"{\"version\":2,\"filters\":[]}",
        b"{\"version\":1,\"filters\":[],\"more\":1}",
        b"{\"version\":1,\"filters\":[{\"name\":\"\\u001b[2J\",\"screen\":\"Jobs\",\"text\":\"b\"}]}",
        b"{\"version\":1,\"filters\":[{\"name\":\"a\",\"screen\":\"Jobs\",\"text\":\"\\u202e\"}]}",
        b"{\"version\":1,\"filters\":[{\"name\":\"\",\"screen\":\"Jobs\",\"text\":\"b\"}]}",
        b"\xff\xfe\x00",
        many.as_bytes(),
        nested.as_bytes(),
        large.as_bytes(),
    ];
    for bytes in hostile {
        let home = tempfile::tempdir().unwrap();
        let ours = place(&home);
        fs::create_dir_all(ours.file().parent().unwrap()).unwrap();
        fs::write(ours.file(), bytes).unwrap();
        let what = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]).into_owned();
        assert_eq!(ours.read(), [], "{what}");
        let aside = ours.file().with_file_name("filters.json.broken");
        assert_eq!(fs::read(aside).unwrap(), *bytes, "{what}");
        assert!(!ours.file().exists(), "{what}");
        assert_eq!(ours.keep(filter("a")).unwrap(), [filter("a")], "{what}");
    }
}

#[test]
fn a_link_and_a_folder_in_its_place_are_not_followed() {
    let home = tempfile::tempdir().unwrap();
    let ours = place(&home);
    let elsewhere = home.path().join("elsewhere");
    fs::write(&elsewhere, "{\"version\":1,\"filters\":[]}").unwrap();
    fs::create_dir_all(ours.file().parent().unwrap()).unwrap();
    symlink(&elsewhere, ours.file()).unwrap();
    ours.keep(filter("a")).unwrap();
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "{\"version\":1,\"filters\":[]}");
    assert_eq!(ours.read(), [filter("a")]);
    fs::remove_file(ours.file()).unwrap();
    fs::create_dir(ours.file()).unwrap();
    assert_eq!(ours.read(), []);
}

#[test]
fn where_nothing_can_be_written_it_is_said() {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(".local"), "a file").unwrap();
    assert!(place(&home).keep(filter("a")).is_err());
}
