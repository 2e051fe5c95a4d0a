//! Step 5: the ten checks.

use tokio_postgres::types::Type;

use crate::db::pool::Parameter;
use crate::model::{CheckResult, StepName, StepReport};
use crate::refresh::checks::{CHECKS, Check};
use crate::refresh::observer::Observer;
use crate::refresh::runner::{Far, Runner, Stop};

/// Makes the checks. One that fails is a result; only a lost session or a wish to stop ends the step.
pub(in crate::refresh) async fn run<O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    report: &mut StepReport,
    checks: &mut Vec<CheckResult>,
) -> Result<(), Stop> {
    let estimate = i64::try_from(CHECKS.len()).ok();
    for (check, done) in CHECKS.into_iter().zip(1..) {
        runner.say(StepName::Verify, check.name);
        let far = Far { done, estimate, rejected: 0 };
        let outcome = make(runner, check, far).await;
        let result = match runner.close(outcome).await {
            Ok(result) => result,
            Err(Stop::Failed(failure)) if !failure.kind.is_connection() => {
                // Whoever closed the run, or moved us, is met again here.
                let outcome = runner.open(runner.settings.statement_limit).await;
                runner.close(outcome).await?;
                check.failed(&failure)
            }
            Err(stop) => return Err(stop),
        };
        checks.push(result);
        report.batches += 1;
        runner.publish(StepName::Verify, check.name, far);
    }
    Ok(())
}

async fn make<O: Observer>(
    runner: &mut Runner<'_, '_, O>,
    check: Check,
    far: Far,
) -> Result<CheckResult, Stop> {
    runner.open(runner.settings.statement_limit).await?;
    let run: [Parameter<'_>; 1] = [(&runner.run_id, Type::INT4)];
    let parameters = if check.is_about_run { &run[..] } else { &[] };
    let rows = runner.job.query(check.sql, parameters).await?;
    let result = check.result(rows.first())?;
    runner.write_progress(StepName::Verify, far).await?;
    Ok(result)
}
