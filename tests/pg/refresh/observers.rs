//! Observers of a run: what a test does between two statements.

use scoutwatch::refresh::{Boundary, Moment, Observer};
use tokio::sync::oneshot;
use tokio_postgres::Client;

/// Runs statements of somebody else's, once, at one place of a run.
pub(super) struct Meddler<'a> {
    pub(super) client: &'a Client,
    pub(super) file: &'static str,
    pub(super) moment: Moment,
    /// What is run; taken when it has been.
    pub(super) statements: Option<String>,
}

impl Observer for Meddler<'_> {
    async fn at(&mut self, boundary: Boundary<'_>) {
        if boundary.file == self.file
            && boundary.moment == self.moment
            && let Some(statements) = self.statements.take()
        {
            super::execute(self.client, &statements).await;
        }
    }
}

/// Stops a run before a statement, says so, and lets it go on when told to.
pub(crate) struct Pause {
    file: &'static str,
    reached: Option<oneshot::Sender<()>>,
    go_on: Option<oneshot::Receiver<()>>,
}

/// The test's side of a [`Pause`].
pub(crate) struct Paused {
    reached: Option<oneshot::Receiver<()>>,
    go_on: Option<oneshot::Sender<()>>,
}

impl Pause {
    pub(crate) fn before(file: &'static str) -> (Self, Paused) {
        let (reached, is_reached) = oneshot::channel();
        let (go_on, goes_on) = oneshot::channel();
        let pause = Self { file, reached: Some(reached), go_on: Some(goes_on) };
        (pause, Paused { reached: Some(is_reached), go_on: Some(go_on) })
    }
}

impl Paused {
    /// Waits until the run stands there.
    pub(crate) async fn reached(&mut self) {
        self.reached.take().unwrap().await.unwrap();
    }

    /// Lets the run go on.
    pub(crate) fn go_on(&mut self) {
        self.go_on.take().unwrap().send(()).unwrap();
    }
}

impl Observer for Pause {
    async fn at(&mut self, boundary: Boundary<'_>) {
        if boundary.file == self.file
            && boundary.moment == Moment::Before
            && let Some(reached) = self.reached.take()
        {
            reached.send(()).unwrap();
            // A test that ends without a word lets the run go on, too.
            let _ = self.go_on.take().unwrap().await;
        }
    }
}
