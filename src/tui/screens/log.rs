//! Placeholder.
use super::{Data, Screen, UpdateContext, ViewContext};
use crate::tui::keymap::Action;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::borrow::Cow;
#[derive(Default)]
pub(super) struct Log;
impl Log {
    pub(super) fn new() -> Self {
        Self
    }
}
impl Screen for Log {
    fn title(&self) -> Cow<'static, str> {
        "Log".into()
    }
    fn actions(&self) -> &'static [Action] {
        &[]
    }
    fn filter(&self) -> Option<&str> {
        None
    }
    fn set_filter(&mut self, _: Option<String>, _: &mut UpdateContext<'_>) {}
    fn update(&mut self, _: Action, _: &mut UpdateContext<'_>) -> bool {
        false
    }
    fn on_data(&mut self, _: Data<'_>, _: &mut UpdateContext<'_>) -> bool {
        false
    }
    fn view(&self, _: &ViewContext<'_>, _: Rect, _: &mut Buffer) {}
}
