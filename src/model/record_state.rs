//! How the recording of this run goes.

/// How the recording of this run goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordState {
    /// Why the latest poll could not be written down, where it could not.
    pub failure: Option<String>,
}
