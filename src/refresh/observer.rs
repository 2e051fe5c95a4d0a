//! Who is told of every round trip of a run: nobody in production, the fail points of a test.

use crate::model::StepName;

/// A place between two statements of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Boundary<'a> {
    /// The step; `None` before the first and after the last.
    pub step: Option<StepName>,
    /// The statement's file below `sql/`.
    pub file: &'a str,
    /// Whether the statement is about to be sent, or has been answered.
    pub moment: Moment,
}

/// On which side of a statement a [`Boundary`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It is about to be sent.
    Before,
    /// It has been answered, well or not.
    After,
}

/// Is told of every boundary, and may wait there: a test pauses, cancels or ends the run.
pub trait Observer: Send {
    /// Called at each boundary; the run goes on when it returns.
    fn at(&mut self, boundary: Boundary<'_>) -> impl Future<Output = ()> + Send;
}

/// Nobody.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    async fn at(&mut self, _boundary: Boundary<'_>) {}
}
