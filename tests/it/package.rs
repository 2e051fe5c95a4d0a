//! The Debian package, as far as it can be judged without building one, and the page that leads through it.
//! `packaging/check-deb` installs, upgrades, removes and purges a built one; `packaging/check-install` does what the page says.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use scoutwatch::cli;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn text(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap()
}

/// What is packed: the source and its place.
fn assets() -> Vec<(String, String)> {
    let manifest: toml::Table = text("Cargo.toml").parse().unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap().clone();
    let word = |asset: &toml::Value, index: usize| asset[index].as_str().unwrap().to_owned();
    assets.iter().map(|asset| (word(asset, 0), word(asset, 1))).collect()
}

#[test]
fn what_is_packed_is_there_or_made_by_the_build() {
    for (source, place) in assets() {
        let is_made = match source.strip_prefix("target/package/") {
            Some(made) => text("packaging/build-deb").contains(made.split('/').next().unwrap()),
            None => root().join(&source).is_file(),
        };
        assert!(is_made, "{source} for {place}");
        assert!(!place.starts_with('/'), "{place}");
    }
}

#[test]
fn every_unit_and_every_file_that_the_page_names_is_packed() {
    let assets = assets();
    let is_packed = |wanted: &str| assets.iter().any(|(_, place)| format!("/{place}") == wanted);
    for entry in fs::read_dir(root().join("docs/deploy")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.extension().is_some_and(|kind| kind == "service" || kind == "timer") {
            assert!(is_packed(&format!("/lib/systemd/system/{name}")), "{name}");
        }
    }
    let page = text("docs/install.md");
    let name =
        regex::Regex::new(r"/usr/share/scoutwatch/[a-z.-]+|/etc/default/scoutwatch").unwrap();
    let named: Vec<_> = name.find_iter(&page).map(|found| found.as_str()).collect();
    assert!(named.len() >= 5, "{named:?}");
    for file in named {
        assert!(is_packed(file), "{file}");
    }
}

#[test]
fn the_scripts_are_scripts() {
    let by_bash = ["build-deb", "check-deb", "check-install", "walk-install", "ct4-server"];
    for name in by_bash {
        let script = root().join("packaging").join(name);
        assert!(Command::new("bash").arg("-n").arg(script).status().unwrap().success(), "{name}");
    }
    for name in ["debian/postinst", "debian/prerm", "debian/postrm"] {
        let status =
            Command::new("/bin/sh").arg("-n").arg(root().join("packaging").join(name)).status();
        assert!(status.unwrap().success(), "{name}");
        assert!(text(&format!("packaging/{name}")).contains("\nset -e\n"), "{name}");
    }
}

#[test]
fn the_environment_names_settings_that_there_are() {
    let settings = text("docs/configuration.md");
    let name = regex::Regex::new("SCOUTWATCH_[A-Z_]+").unwrap();
    for page in ["packaging/debian/default", "docs/install.md"] {
        let page = text(page);
        assert!(name.find_iter(&page).count() >= 2);
        for found in name.find_iter(&page) {
            assert!(settings.contains(found.as_str()), "{}", found.as_str());
        }
    }
}

#[test]
fn every_command_of_the_page_is_one_that_the_program_takes() {
    let page = text("docs/install.md");
    let mut commands = 0;
    let mut is_shell = false;
    for line in page.lines() {
        if line.starts_with("```") {
            is_shell = line.starts_with("```sh");
        }
        // The last word of that name on a line is the program; what stands before it runs it.
        let Some((before, rest)) = line.rsplit_once("scoutwatch ").filter(|_| is_shell) else {
            continue;
        };
        if !before.is_empty() && !before.ends_with("EnvironmentFile=/etc/default/scoutwatch ") {
            continue;
        }
        let rest = rest.replace("\"$owner\"", "postgresql://owner@db.example.net/ct4");
        let words = rest.split_whitespace().take_while(|word| *word != "#").map(Into::into);
        let given: Vec<_> = std::iter::once("scoutwatch".into()).chain(words).collect();
        assert!(cli::parse(given).is_ok(), "{line}");
        commands += 1;
    }
    assert!(commands >= 7, "{commands} commands found");
}
