//! The script for psql does what the dialog does.

use std::process::{Command, Stdio};

use scoutwatch::refresh::decision_script;

use super::{AUDIT, CONFLICTS, decide, decision, may_insert};
use crate::database::shared_cluster;
use crate::refresh::Site;

/// Runs a script as a person does; gives what it prints.
pub(super) async fn psql(site: &Site, script: &str) -> String {
    let beside = shared_cluster().await.programs().folder.join("psql");
    let program = if beside.is_file() { beside } else { "psql".into() };
    let url = format!("{} user={}", site.database.url, site.role);
    let script = script.to_owned();
    tokio::task::spawn_blocking(move || {
        let mut child = Command::new(program)
            .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--dbname", &url])
            .env("PGAPPNAME", "psql by hand")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let words = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && words.is_empty(), "{words}\n{script}");
        String::from_utf8(output.stdout).unwrap()
    })
    .await
    .unwrap()
}

/// Makes two databases the same to the microsecond, with person 3 undecided.
const SAME: &str = "
    delete from observational.lead_ledger where person_key = fixture.key(3);
    update observational.lead_ledger set updated_at = '2026-01-01';
    update observational.lead_events set created_at = '2026-01-01', source_pk = 'e' || scout_id || person_key;
    update public.module_ct_migrations set created_at = '2026-01-01';
    update public.module_ct_scouting_daily set created_at = '2026-01-01'";

#[tokio::test]
async fn what_is_printed_does_in_psql_what_the_dialog_does() {
    let reasons = [
        "she has the messages",
        "it's hers; \"quoted\" -- no comment",
        "back\\slash \\' and \\\\ at the end \\",
        "$1 $2 $3 :name :'name' $$ $do$",
        "'; drop table observational.lead_ledger; --",
        "e'\\n' \\q \\! ls",
        "two  blanks,  and a sentence that is much longer than the terminal that it is copied from is wide",
        "Íñigo Peña 東京 🚚 — ‘“”’",
        "one\nand another\tline\r\u{7}",
        &"x".repeat(300),
        &"'\\".repeat(150),
    ];
    let ledger = "select attributed_scout_id, attributed_source, attribution_rule, attribution_score, confidence_level, decision_status,
            evidence_json #- '{decision,at}' #- '{decision,application}' #- '{decision,decided_by}' as evidence,
            (evidence_json #>> '{decision,at}')::timestamptz = updated_at as is_now
        from observational.lead_ledger where evidence_json ? 'decision' order by person_key";
    for (number, scout) in [(1, 8), (3, 9)] {
        let dialog = Site::with(CONFLICTS).await;
        may_insert(&dialog).await;
        let hand = Site::with(CONFLICTS).await;
        may_insert(&hand).await;
        // Old settings change how a literal is read.
        hand.execute(&format!("alter role {} set standard_conforming_strings = off", hand.role))
            .await;
        for reason in reasons {
            for site in [&dialog, &hand] {
                site.execute(SAME).await;
            }
            let wanted = decision(&dialog.operator, number, scout, reason).await;
            assert_eq!(wanted, decision(&hand.operator, number, scout, reason).await);
            decide(&dialog, &wanted).await.unwrap();
            let said = psql(&hand, &decision_script(&wanted)).await;
            let said = said.lines().last().unwrap_or_default();
            assert!(said.starts_with("RECORDED|"), "{reason:?}: {said}");
            assert_eq!(dialog.lines(ledger).await, hand.lines(ledger).await, "{reason:?}");
        }
        assert_eq!(dialog.lines(AUDIT).await, hand.lines(AUDIT).await);
        let notes = "select array_agg(notes order by id) from ops.lead_ledger_scout_backfill_audit";
        let notes = hand.value::<Vec<String>>(notes).await;
        let trimmed: Vec<_> = reasons.iter().map(|reason| reason.trim_matches(' ')).collect();
        assert_eq!(notes, trimmed, "each reason stands there to the letter");
        let application = "select distinct evidence_json_new #>> '{decision,application}' from ops.lead_ledger_scout_backfill_audit";
        assert_eq!(hand.value::<String>(application).await, "psql by hand");
    }
}
