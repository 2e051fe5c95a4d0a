//! Step 4: today's row, closed days, and gaps.

use scoutwatch::model::StepName;

use super::{Site, completed, step};
use crate::installed::Contents;

/// Today's row beside the figures as the views count them; both the same, but for what tells when.
const TODAY: &str = "
    select
        stored.total_persons = figures.total_persons and stored.satisfactory_count = figures.satisfactory
            and stored.missing_count = figures.total_persons - figures.satisfactory
            and (stored.backlog_a, stored.backlog_b, stored.backlog_c, stored.backlog_d, stored.backlog_e)
                = (figures.backlog_a, figures.backlog_b, figures.backlog_c, figures.backlog_d, figures.backlog_e)
            and (stored.conflicts_open, stored.conflicts_contradicting)
                = (figures.conflicts_open, figures.conflicts_contradicting)
            and (stored.by_source_scouting_daily, stored.by_source_cabinet_leads, stored.by_source_lead_ledger)
                = (figures.by_source_scouting_daily, figures.by_source_cabinet_leads, figures.satisfactory) as is_true,
        stored.is_final,
        stored.is_reconstructed,
        stored.run_id
    from ops.scout_attribution_daily_history as stored
    cross join ops.v_scout_attribution_figures as figures
    where stored.metric_date = ops.scoutwatch_business_day(now())";

#[tokio::test]
async fn today_s_row_holds_the_figures_after_the_run_and_is_written_anew_by_the_next() {
    let site = Site::new(Contents::Demo).await;
    assert!(site.lines(TODAY).await.is_empty());
    let receipt = site.run().await;
    completed(&receipt);
    assert_eq!(step(&receipt, StepName::Snapshot).changed, 1);
    assert_eq!(site.lines(TODAY).await, [format!("true|false|false|{}", receipt.run_id)]);
    let (before, after) = (receipt.before.unwrap(), receipt.after.unwrap());
    assert_eq!(
        after.satisfactory - before.satisfactory,
        step(&receipt, StepName::LeadLedger).changed
    );
    assert_eq!(
        after.total_persons - before.total_persons,
        step(&receipt, StepName::IdentityLinks).persons
    );

    let again = site.run().await;
    assert_eq!(site.lines(TODAY).await, [format!("true|false|false|{}", again.run_id)]);
    let shown = "select count(*) from ops.v_scout_attribution_metrics_daily where metric_date = ops.scoutwatch_business_day(now())";
    assert_eq!(site.value::<i64>(shown).await, 1);
}

#[tokio::test]
async fn days_before_today_are_closed_and_days_without_a_row_stay_without_one() {
    let site = Site::with("person(1)").await;
    site.execute(
        "insert into ops.scout_attribution_daily_history (
             metric_date, total_persons, satisfactory_count, missing_count, backlog_a, backlog_b, backlog_c, backlog_d, backlog_e,
             conflicts_open, conflicts_contradicting, by_source_scouting_daily, by_source_cabinet_leads, by_source_lead_ledger,
             is_final, computed_at)
         select ops.scoutwatch_business_day(now()) - age, 10, 4, 6, 1, 1, 1, 1, 2, 0, 0, 0, 0, 4, age = 9, '2026-01-01'
         from unnest(array[2, 5, 9]) as age",
    )
    .await;
    let past = "select ops.scoutwatch_business_day(now()) - metric_date as age, total_persons, is_final, computed_at
        from ops.scout_attribution_daily_history where metric_date < ops.scoutwatch_business_day(now()) order by 1";
    completed(&site.run().await);
    let expected = [2, 5, 9].map(|age| format!("{age}|10|true|2026-01-01T00:00:00+00:00"));
    assert_eq!(site.lines(past).await, expected);
    completed(&site.run().await);
    assert_eq!(site.lines(past).await, expected);
    assert_eq!(site.lines(TODAY).await.len(), 1);
}
