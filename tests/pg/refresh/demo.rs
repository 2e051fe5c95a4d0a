//! The job on the demo's 2 033 persons.

use scoutwatch::model::{StepName, Verdict};
use scoutwatch::refresh::plan;

use super::{Site, completed, job, step};
use crate::installed::Contents;

#[tokio::test]
async fn a_dry_run_says_what_the_run_then_does_and_a_second_run_changes_nothing() {
    let site = Site::new(Contents::Demo).await;
    let planned = plan(&site.operator, &job()).await.unwrap();
    let receipt = site.run().await;
    completed(&receipt);
    for expected in &planned.steps {
        let did = step(&receipt, expected.step);
        assert_eq!(
            (did.changed, did.persons, did.ambiguous, did.rejected),
            (
                expected.counts.changed,
                expected.counts.persons,
                expected.counts.ambiguous,
                expected.counts.rejected
            ),
            "{}",
            expected.step
        );
    }
    assert!(step(&receipt, StepName::LeadLedger).changed > 100);
    assert!(step(&receipt, StepName::IdentityLinks).changed > 50);
    assert!(
        receipt.checks.iter().all(|check| check.verdict <= Verdict::Skip),
        "{:#?}",
        receipt.checks
    );

    let again = site.run().await;
    completed(&again);
    assert_eq!(again.changed(), 0);
    assert_eq!(
        again.before.map(|figures| figures.satisfactory),
        again.after.map(|figures| figures.satisfactory)
    );
}
