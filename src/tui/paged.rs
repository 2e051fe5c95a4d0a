//! A list that is read page by page: what is loaded, what is selected, what is on its way.
//!
//! A window of at most 400 rows is kept. Moving towards its edge asks for the next page and
//! drops rows at the other edge. The selection belongs to a row, not to a place: after each answer the
//! row is looked for again.

use chrono::{DateTime, Utc};

use super::cursor::{Cursor, Towards, not_found, step};
use super::keymap::Action;
use super::order;
use super::screens::UpdateContext;
use crate::model::{
    Answer, Ask, Failure, Field, Filter, List, Listed, Page, PageRequest, Position, Sort,
};
use crate::poller::Reply;
use crate::share::ListView;

/// Rows asked for at a time.
const PAGE_ROWS: i64 = 100;

/// The most rows kept.
const MAX_ROWS: usize = 400;

/// How near the edge of the window the selection may come before more is asked for.
const MARGIN: usize = 30;

/// Takes the page of a list's own kind out of an answer.
pub type Extract<T> = fn(&Answer) -> Option<&Page<T>>;

/// What an awaited page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// It replaces everything; the first row is selected.
    Top,
    /// It replaces everything; the last row is selected.
    Bottom,
    /// It replaces everything; the selected row stays selected.
    Renew,
    /// It continues the window downwards.
    Below,
    /// It continues the window upwards.
    Above,
    /// It has the nearest row in a direction that something fits, and replaces nothing.
    Seek(Towards),
    /// It begins with a row that was looked for, and replaces everything.
    Found,
}

/// How a list stands whose rows are those of other conditions than it has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turning {
    /// The answer is on its way.
    Awaited,
    /// There was none.
    Failed,
}

/// The list.
#[derive(Clone, Debug)]
pub struct Paged<T> {
    list: List,
    extract: Extract<T>,
    sort: Sort,
    filter: Option<Filter>,
    rows: Vec<Listed<T>>,
    before: i64,
    matching: i64,
    total: i64,
    cursor: Cursor,
    awaited: Option<(u64, Purpose)>,
    failure: Option<Failure>,
    taken_at: Option<DateTime<Utc>>,
    /// Whether the rows are those of other conditions, because these were not answered yet.
    is_turning: bool,
    /// The filter of the row that was looked for last.
    sought: String,
}

impl<T: Clone> Paged<T> {
    /// A list of which nothing is loaded.
    pub fn new(list: List, extract: Extract<T>) -> Self {
        let sort =
            list.sorts().first().copied().unwrap_or(Sort::ascending(crate::model::SortColumn::Key));
        Self {
            list,
            extract,
            sort,
            filter: None,
            rows: Vec::new(),
            before: 0,
            matching: 0,
            total: 0,
            cursor: Cursor::default(),
            awaited: None,
            failure: None,
            taken_at: None,
            is_turning: false,
            sought: String::new(),
        }
    }

    /// Which list it is.
    pub fn list(&self) -> List {
        self.list
    }

    /// Turns to another list, or to the same with other conditions, from its first row.
    pub fn set_list(&mut self, list: List, context: &mut UpdateContext<'_>) {
        if self.list != list {
            self.list = list;
            self.restart(context);
        }
    }

    /// The loaded rows.
    pub fn rows(&self) -> &[Listed<T>] {
        &self.rows
    }

    /// The selected row.
    pub fn selected(&self) -> Option<&T> {
        self.rows.get(self.cursor.selected).map(|listed| &listed.row)
    }

    /// The selected row's place among all that match, from one.
    pub fn place(&self) -> Option<i64> {
        (!self.rows.is_empty()).then(|| self.before + self.cursor.selected as i64 + 1)
    }

    /// Rows that the filter lets through.
    pub fn matching(&self) -> i64 {
        self.matching
    }

    /// Rows without the filter.
    pub fn total(&self) -> i64 {
        self.total
    }

    /// The order.
    pub fn sort(&self) -> Sort {
        self.sort
    }

    /// What it can be filtered by.
    pub fn fields(&self) -> &'static [Field] {
        self.list.fields()
    }

    /// The filter, as it was typed.
    pub fn filter(&self) -> Option<&str> {
        self.filter.as_ref().map(Filter::text)
    }

    /// The list as it is in view: its filter and its order.
    pub fn view(&self) -> ListView {
        ListView { list: self.list, filter: self.filter.clone(), sort: self.sort }
    }

    /// The selected row's place among the loaded ones.
    pub fn selected_place(&self) -> usize {
        self.cursor.selected
    }

    /// Why the newest read failed.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// Whether the rows are those of other conditions than the list has now, and whether the answer to
    /// these is still on its way.
    pub fn turning(&self) -> Option<Turning> {
        let is_turning = self.is_turning && !self.rows.is_empty();
        is_turning.then_some(match self.awaited {
            Some(_) => Turning::Awaited,
            None => Turning::Failed,
        })
    }

    /// When the rows were read.
    pub fn taken_at(&self) -> Option<DateTime<Utc>> {
        self.taken_at
    }

    /// The selected row and the visible part, for a screen of so many rows.
    pub fn cursor(&self, height: usize) -> Cursor {
        self.cursor.visible(height, self.rows.len())
    }

    /// Sets the filter.
    pub fn set_filter(&mut self, filter: Option<Filter>, context: &mut UpdateContext<'_>) {
        if self.filter != filter {
            self.filter = filter;
            self.restart(context);
        }
    }

    /// Reads the window again, keeping the selected row.
    pub fn renew(&mut self, context: &mut UpdateContext<'_>) {
        if self.is_turning {
            // The places of the rows are those of another order.
            return self.restart(context);
        }
        let position = match self.rows.first() {
            Some(first) if self.before > 0 => Position::From(first.cursor.clone()),
            _ => Position::Start { skip: 0 },
        };
        let limit = (self.rows.len() as i64).max(PAGE_ROWS);
        self.ask(position, limit, Purpose::Renew, context);
    }

    /// Carries out a key that concerns every list; `height` is the number of visible rows.
    pub fn update(
        &mut self,
        action: Action,
        height: usize,
        context: &mut UpdateContext<'_>,
    ) -> bool {
        let end = self.before + self.rows.len() as i64;
        match action {
            Action::First if self.before > 0 => self.restart(context),
            Action::Last if end < self.matching || self.taken_at.is_none() => {
                self.ask(Position::End, PAGE_ROWS, Purpose::Bottom, context);
            }
            _ => match step(action, height) {
                Some(by) => self.step(by, height, context),
                None if order::update(&mut self.sort, action, self.list.sorts()) => {
                    self.restart(context);
                }
                None => return false,
            },
        }
        true
    }

    /// Looks for the nearest row in a direction that a filter fits, loaded or not: the database is asked.
    pub fn seek(&mut self, filter: &Filter, towards: Towards, context: &mut UpdateContext<'_>) {
        let selected = self.rows.get(self.cursor.selected).filter(|_| !self.is_turning);
        let Some(selected) = selected.map(|listed| listed.cursor.clone()) else {
            return context.remark(
                context.language.choose(
                    "there are no rows to look through yet",
                    "aún no hay filas que recorrer",
                ),
            );
        };
        let position = match towards {
            Towards::Next => Position::After(selected),
            Towards::Previous => Position::Before(selected),
        };
        let request =
            PageRequest { filter: Some(filter.clone()), sort: self.sort, position, limit: 1 };
        let generation = context.ask(Ask::Page(self.list, request));
        self.awaited = Some((generation, Purpose::Seek(towards)));
        filter.text().clone_into(&mut self.sought);
    }

    /// Takes what was looked for: selects the row, or asks for it and what follows it.
    fn take_sought(&mut self, page: &Page<T>, towards: Towards, context: &mut UpdateContext<'_>) {
        let Some(found) = page.rows.first() else {
            return context.remark(not_found(&self.sought, towards, context.language));
        };
        let row_key = &found.cursor.row_key;
        if let Some(place) = self.rows.iter().position(|row| row.cursor.row_key == *row_key) {
            self.cursor.selected = place;
        } else {
            let position = Position::From(found.cursor.clone());
            self.ask(position, PAGE_ROWS, Purpose::Found, context);
        }
    }

    /// Takes a reply if it is the awaited one.
    pub fn receive(&mut self, reply: &Reply, context: &mut UpdateContext<'_>) -> bool {
        let Some((generation, purpose)) = self.awaited else {
            return false;
        };
        if generation != reply.generation {
            return false;
        }
        self.awaited = None;
        if let Purpose::Seek(towards) = purpose {
            let outcome = reply.outcome.as_ref().map(|answer| (self.extract)(answer));
            match outcome {
                Ok(Some(page)) => self.take_sought(page, towards, context),
                Ok(None) => {}
                Err(failure) => context.remark(failure.words(context.language)),
            }
            return true;
        }
        match &reply.outcome {
            Ok(answer) => {
                if let Some(page) = (self.extract)(answer) {
                    self.take(page, purpose);
                    self.is_turning = false;
                    self.failure = None;
                    self.taken_at = Some(context.now);
                }
            }
            Err(failure) => self.failure = Some(failure.clone()),
        }
        true
    }

    fn restart(&mut self, context: &mut UpdateContext<'_>) {
        self.is_turning = true;
        self.ask(Position::Start { skip: 0 }, PAGE_ROWS, Purpose::Top, context);
    }

    fn step(&mut self, by: isize, height: usize, context: &mut UpdateContext<'_>) {
        self.cursor = self.cursor.moved(by, self.rows.len()).visible(height, self.rows.len());
        let end = self.before + self.rows.len() as i64;
        if self.is_turning || self.awaited.is_some_and(|(_, purpose)| purpose != Purpose::Renew) {
            return;
        }
        if self.cursor.selected + MARGIN >= self.rows.len() && end < self.matching {
            if let Some(last) = self.rows.last() {
                let position = Position::After(last.cursor.clone());
                self.ask(position, PAGE_ROWS, Purpose::Below, context);
            }
        } else if self.cursor.selected < MARGIN
            && self.before > 0
            && let Some(first) = self.rows.first()
        {
            let position = Position::Before(first.cursor.clone());
            self.ask(position, PAGE_ROWS, Purpose::Above, context);
        }
    }

    fn ask(
        &mut self,
        position: Position,
        limit: i64,
        purpose: Purpose,
        context: &mut UpdateContext<'_>,
    ) {
        let request = PageRequest { filter: self.filter.clone(), sort: self.sort, position, limit };
        let generation = context.ask(Ask::Page(self.list, request));
        self.awaited = Some((generation, purpose));
    }

    fn take(&mut self, page: &Page<T>, purpose: Purpose) {
        let selected = self.rows.get(self.cursor.selected).map(|row| row.cursor.row_key.clone());
        self.matching = page.matching;
        self.total = page.total;
        match purpose {
            Purpose::Below => {
                self.rows.extend(page.rows.iter().cloned());
                let surplus = self.rows.len().saturating_sub(MAX_ROWS);
                self.rows.drain(..surplus);
                self.before = page.before - (self.rows.len() - page.rows.len()) as i64;
                self.shift(-(surplus as isize));
            }
            Purpose::Seek(_) => {}
            Purpose::Above => {
                self.rows.splice(0..0, page.rows.iter().cloned());
                self.rows.truncate(MAX_ROWS);
                self.before = page.before;
                self.shift(page.rows.len() as isize);
            }
            Purpose::Top | Purpose::Bottom | Purpose::Renew | Purpose::Found => {
                self.rows.clone_from(&page.rows);
                self.before = page.before;
            }
        }
        match purpose {
            Purpose::Top | Purpose::Found => self.cursor = Cursor::default(),
            Purpose::Bottom => {
                let last = self.rows.len().saturating_sub(1);
                self.cursor = Cursor { selected: last, offset: last };
            }
            _ => self.find_again(selected.as_deref()),
        }
    }

    /// Moves the cursor with the rows that moved under it.
    fn shift(&mut self, by: isize) {
        self.cursor.selected = self.cursor.selected.saturating_add_signed(by);
        self.cursor.offset = self.cursor.offset.saturating_add_signed(by);
    }

    /// Selects the row again that was selected before, wherever it stands now; a row that has gone gives
    /// its place to the one that stands there.
    fn find_again(&mut self, row_key: Option<&str>) {
        let place = row_key.and_then(|row_key| {
            self.rows.iter().position(|listed| listed.cursor.row_key == row_key)
        });
        let selected = place.unwrap_or(self.cursor.selected).min(self.rows.len().saturating_sub(1));
        let moved = selected as isize - self.cursor.selected as isize;
        self.cursor.selected = selected;
        self.cursor.offset = self.cursor.offset.saturating_add_signed(moved);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ConflictRow, FailureKind, PersonKey};
    use crate::tui::msg::Effect;
    use crate::tui::screens::UpdateScratch;
    use uuid::Uuid;

    const HEIGHT: usize = 10;

    fn conflicts(answer: &Answer) -> Option<&Page<ConflictRow>> {
        match answer {
            Answer::Conflicts(page) => Some(page),
            _ => None,
        }
    }

    fn row(number: i64) -> Listed<ConflictRow> {
        let key = format!("{number:06}");
        Listed {
            row: ConflictRow {
                person_key: PersonKey(Uuid::from_u128(number as u128)),
                distinct_scout_count: 2,
                scout_ids: Vec::new(),
                sources: Vec::new(),
                origin_tags: Vec::new(),
                first_event_date: None,
                last_event_date: None,
                total_sources: number,
                kind: None,
            },
            cursor: crate::model::Cursor { sort_key: key.clone(), row_key: key },
        }
    }

    /// Answers as a database with so many rows in ascending order would.
    fn serve(request: &PageRequest, numbers: &[i64]) -> Page<ConflictRow> {
        let place = |cursor: &crate::model::Cursor| {
            numbers.partition_point(|number| format!("{number:06}") < cursor.row_key)
        };
        let limit = request.limit as usize;
        let (start, end) = match &request.position {
            Position::Start { skip } => (*skip as usize, *skip as usize + limit),
            Position::End => (numbers.len().saturating_sub(limit), numbers.len()),
            Position::From(cursor) => (place(cursor), place(cursor) + limit),
            Position::After(cursor) => (place(cursor) + 1, place(cursor) + 1 + limit),
            Position::Before(cursor) => (place(cursor).saturating_sub(limit), place(cursor)),
        };
        let (start, end) = (start.min(numbers.len()), end.min(numbers.len()));
        Page {
            rows: numbers[start..end].iter().map(|number| row(*number)).collect(),
            before: start as i64,
            matching: numbers.len() as i64,
            total: numbers.len() as i64,
        }
    }

    struct Bench {
        paged: Paged<ConflictRow>,
        scratch: UpdateScratch,
        numbers: Vec<i64>,
    }

    impl Bench {
        fn new(len: i64) -> Self {
            let mut bench = Self {
                paged: Paged::new(List::Conflicts(None), conflicts),
                scratch: UpdateScratch::default(),
                numbers: (0..len).collect(),
            };
            bench.paged.renew(&mut bench.scratch.context());
            bench.answer();
            bench
        }

        fn press(&mut self, action: Action) {
            self.paged.update(action, HEIGHT, &mut self.scratch.context());
            self.answer();
        }

        fn answer(&mut self) {
            for effect in self.scratch.take_effects() {
                if let Effect::Ask(request) = effect {
                    let Ask::Page(_, page_request) = &request.ask else { panic!("no page") };
                    let page = serve(page_request, &self.numbers);
                    let reply = Reply {
                        generation: request.generation,
                        outcome: Ok(Answer::Conflicts(page)),
                    };
                    self.paged.receive(&reply, &mut self.scratch.context());
                }
            }
        }

        fn receive(&mut self, reply: &Reply) -> bool {
            self.paged.receive(reply, &mut self.scratch.context())
        }

        fn selected(&self) -> i64 {
            self.paged.selected().unwrap().total_sources
        }
    }

    #[test]
    fn walking_down_and_up_shows_every_row_once_and_keeps_few() {
        let mut bench = Bench::new(1308);
        for expected in 0..1308 {
            assert_eq!(bench.selected(), expected);
            assert_eq!(bench.paged.place(), Some(expected + 1));
            assert!(bench.paged.rows().len() <= MAX_ROWS);
            bench.press(Action::Down);
        }
        for expected in (0..1308).rev() {
            assert_eq!(bench.selected(), expected);
            bench.press(Action::Up);
        }
    }

    #[test]
    fn the_last_row_is_one_key_away() {
        let mut bench = Bench::new(1308);
        bench.press(Action::Last);
        assert_eq!((bench.selected(), bench.paged.place()), (1307, Some(1308)));
        bench.press(Action::First);
        assert_eq!(bench.selected(), 0);
    }

    #[test]
    fn the_selection_stays_on_its_row_while_others_come_and_go() {
        let mut bench = Bench::new(300);
        for _ in 0..20 {
            bench.press(Action::Down);
        }
        bench.numbers.retain(|number| number % 3 != 0 || *number == 20);
        bench.numbers.insert(0, -5);
        bench.paged.renew(&mut bench.scratch.context());
        bench.answer();
        assert_eq!(bench.selected(), 20);
    }

    #[test]
    fn a_row_that_has_gone_leaves_its_place_to_the_next() {
        let mut bench = Bench::new(300);
        bench.press(Action::PageDown);
        let selected = bench.selected();
        bench.numbers.retain(|number| *number != selected);
        bench.paged.renew(&mut bench.scratch.context());
        bench.answer();
        assert_eq!(bench.selected(), selected + 1);
    }

    #[test]
    fn a_list_that_is_turned_is_asked_from_its_start_until_it_is_answered() {
        let mut bench = Bench::new(1308);
        bench.press(Action::Last);
        bench.paged.update(Action::SortNext, HEIGHT, &mut bench.scratch.context());
        bench.scratch.take_effects();
        // A poll comes before the answer, and a key; the old order's places mean nothing any more.
        bench.paged.renew(&mut bench.scratch.context());
        bench.paged.update(Action::Up, HEIGHT, &mut bench.scratch.context());
        let effects = bench.scratch.take_effects();
        let [Effect::Ask(request)] = effects.as_slice() else { panic!("{effects:?}") };
        let Ask::Page(_, page) = &request.ask else { panic!("{request:?}") };
        assert_eq!(page.position, Position::Start { skip: 0 });
    }

    fn filter(text: &str) -> Option<Filter> {
        Filter::parse(text, List::Conflicts(None).fields()).ok()
    }

    #[test]
    fn a_late_answer_is_dropped_and_a_failure_keeps_the_rows() {
        let mut bench = Bench::new(50);
        bench.paged.set_filter(filter("a"), &mut bench.scratch.context());
        let old = bench.scratch.take_effects();
        bench.paged.set_filter(filter("ab"), &mut bench.scratch.context());
        let new = bench.scratch.take_effects();
        let generation = |effects: &[Effect]| match &effects[0] {
            Effect::Ask(request) => request.generation,
            other => panic!("{other:?}"),
        };
        let failure = Failure::new(FailureKind::Deadline, "no answer");
        let reply = |generation| Reply { generation, outcome: Err(failure.clone()) };
        assert!(!bench.receive(&reply(generation(&old))));
        assert!(bench.receive(&reply(generation(&new))));
        assert_eq!(bench.paged.rows().len(), 50);
        assert_eq!(bench.paged.failure(), Some(&failure));
        assert_eq!(bench.paged.turning(), Some(Turning::Failed), "the rows are not those of 'ab'");
        bench.paged.renew(&mut bench.scratch.context());
        assert_eq!(bench.paged.turning(), Some(Turning::Awaited));
        bench.answer();
        assert_eq!(bench.paged.turning(), None);
    }
}
