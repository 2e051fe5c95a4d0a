//! An export: rows from one moment of the database, page by page, into a file that gets its name when it is whole.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::mpsc;

use super::file::{Draft, stem};
use super::{ExportError, Exported, Format, ListView, News, Subject, Unwritten};
use crate::db::pool::{Database, Deadline, ReadLimits, ReadTransaction};
use crate::db::queries;
use crate::model::{Answer, Ask, Cursor, Failure, List, Page, PageRequest, Position, Run};
use crate::output::subject::daily::Daily;
use crate::output::subject::metrics::Headline;
use crate::output::subject::{Listing, Pagination};
use crate::output::{self, Document, Medium, render};

/// The most rows of an export: as many as `show --limit` takes.
pub const MAX_ROWS: i64 = queries::MAX_PAGE;

/// Rows read at a time: each page costs as much as the whole list, so that there are few.
const PAGE: i64 = 10_000;

/// The longest time for all of it, connecting included.
const PATIENCE: Duration = Duration::from_secs(300);

/// What the server itself allows each page.
const LIMITS: ReadLimits = ReadLimits {
    statement: Duration::from_secs(60),
    lock: Duration::from_millis(500),
    idle: Duration::from_secs(60),
};

/// Writes an export; dropped, it leaves nothing, neither here nor on the server.
pub(super) async fn export(
    database: Option<&Database>,
    subject: Subject,
    format: Format,
    folders: Vec<PathBuf>,
    now: DateTime<Utc>,
    news: &mpsc::Sender<News>,
) -> Result<Exported, ExportError> {
    let name = name(&subject);
    let draft = Draft::begin(&folders).map_err(|(folder, error)| refused(folder, &error))?;
    let mut file = File { draft, format, rows: 0, matching: 0 };
    match subject {
        Subject::List(view) => {
            let database = database.ok_or(ExportError::NoDatabase)?;
            file = list(database, view, file, news).await?;
        }
        Subject::Person(person) => {
            let rows = person.evidence.len() as i64;
            file = file.whole(*person, rows).await?;
        }
        Subject::Figures(figures) => {
            let (metrics, health) = *figures;
            file = file.whole(Headline { metrics, health }, 1).await?;
        }
        Subject::Days(days) => {
            let rows = days.len() as i64;
            file = file.whole(Daily(days), rows).await?;
        }
        Subject::Conflicts(rows) => file = file.shown(rows, ()).await?,
        Subject::Runs(rows) => {
            let newest = rows.iter().find(|run| run.is_refresh()).cloned();
            file = file.shown(rows, newest).await?;
        }
    }
    file.finish(stem(&name, now)).await
}

/// What the file is called.
fn name(subject: &Subject) -> String {
    match subject {
        Subject::List(ListView { list: List::Backlog(Some(category)), .. }) => {
            format!("backlog-{}", category.letter().to_lowercase())
        }
        Subject::List(view) => view.list.name().to_owned(),
        Subject::Person(person) => format!("person-{}", person.person_key.short()),
        Subject::Figures(_) => "metrics".to_owned(),
        Subject::Days(_) => "daily".to_owned(),
        Subject::Conflicts(_) => "conflicts".to_owned(),
        Subject::Runs(_) => "jobs".to_owned(),
    }
}

fn refused(folder: PathBuf, error: &io::Error) -> ExportError {
    ExportError::Write(Unwritten { folder, reason: error.to_string() })
}

/// Reads a list to its end in one transaction and writes it.
async fn list(
    database: &Database,
    view: ListView,
    mut file: File,
    news: &mpsc::Sender<News>,
) -> Result<File, ExportError> {
    let session = database.dedicated_session(Deadline::after(PATIENCE)).await;
    let session = session.map_err(ExportError::Read)?;
    let mut transaction = session.begin_read(LIMITS).await.map_err(ExportError::Read)?;
    let newest = newest_refresh(&mut transaction, view.list).await.map_err(ExportError::Read)?;
    let mut position = Position::Start { skip: 0 };
    let mut gathered = None;
    loop {
        let limit = PAGE.min(MAX_ROWS - file.rows);
        let ListView { list, filter, sort } = view.clone();
        let ask = Ask::Page(list, PageRequest { filter, sort, position, limit });
        let answer = queries::answer(&mut transaction, &ask).await.map_err(ExportError::Read)?;
        let (rows, matching, last) = extent(&answer);
        file.matching = matching;
        match file.format {
            Format::Csv => file = file.append(answer, newest.clone()).await?,
            // A document is one, and cannot be continued.
            Format::Json => gather(&mut gathered, answer),
        }
        file.rows += rows;
        // A front end that does not read for now misses a figure on its way, not the last one.
        let _ = news.try_send(News::Progress { rows: file.rows, matching });
        match last {
            Some(last) if rows == limit && file.rows < MAX_ROWS => position = Position::After(last),
            _ => break,
        }
    }
    // What was read is valid, whatever happens now.
    let _ = transaction.finish().await;
    match gathered {
        Some(answer) => file.append(answer, newest).await,
        None => Ok(file),
    }
}

/// The document of runs says how the refresh job stands, too.
async fn newest_refresh(
    transaction: &mut ReadTransaction,
    list: List,
) -> Result<Option<Run>, Failure> {
    if list == List::Runs { queries::newest_refresh(transaction).await } else { Ok(None) }
}

/// How many rows a page has, how many the list, and where the last one stands.
fn extent(answer: &Answer) -> (i64, i64, Option<Cursor>) {
    fn of<T>(page: &Page<T>) -> (i64, i64, Option<Cursor>) {
        let last = page.rows.last().map(|row| row.cursor.clone());
        (page.rows.len() as i64, page.matching, last)
    }
    match answer {
        Answer::Backlog(page) => of(page),
        Answer::Conflicts(page) => of(page),
        Answer::Collection(page, _) => of(page),
        Answer::Liquidation(page, _) => of(page),
        Answer::Alerts(page) => of(page),
        Answer::Runs(page) => of(page),
        Answer::Person(_) => (0, 0, None),
    }
}

/// Puts the rows of a page behind those before.
fn gather(gathered: &mut Option<Answer>, answer: Answer) {
    match (gathered.as_mut(), answer) {
        (Some(Answer::Backlog(all)), Answer::Backlog(page)) => all.rows.extend(page.rows),
        (Some(Answer::Conflicts(all)), Answer::Conflicts(page)) => all.rows.extend(page.rows),
        (Some(Answer::Collection(all, _)), Answer::Collection(page, _)) => {
            all.rows.extend(page.rows);
        }
        (Some(Answer::Liquidation(all, _)), Answer::Liquidation(page, _)) => {
            all.rows.extend(page.rows);
        }
        (Some(Answer::Alerts(all)), Answer::Alerts(page)) => all.rows.extend(page.rows),
        (Some(Answer::Runs(all)), Answer::Runs(page)) => all.rows.extend(page.rows),
        (_, answer) => *gathered = Some(answer),
    }
}

/// The file, and what is in it so far.
struct File {
    draft: Draft,
    format: Format,
    rows: i64,
    matching: i64,
}

impl File {
    /// Writes a page of a list.
    async fn append(self, answer: Answer, newest: Option<Run>) -> Result<Self, ExportError> {
        match answer {
            Answer::Backlog(page) => self.page(page, ()).await,
            Answer::Conflicts(page) => self.page(page, ()).await,
            Answer::Collection(page, totals) => self.page(page, totals).await,
            Answer::Liquidation(page, totals) => self.page(page, totals).await,
            Answer::Alerts(page) => self.page(page, ()).await,
            Answer::Runs(page) => self.page(page, newest).await,
            Answer::Person(_) => Ok(self),
        }
    }

    async fn page<R, T>(self, page: Page<R>, totals: T) -> Result<Self, ExportError>
    where
        Listing<R, T>: Document + Send + 'static,
    {
        let listing = Listing {
            pagination: Pagination::new(1, page.rows.len() as i64, page.matching),
            unfiltered: page.total,
            rows: page.rows.into_iter().map(|listed| listed.row).collect(),
            totals,
        };
        self.write(listing).await
    }

    /// Writes rows that are shown, all of them.
    async fn shown<R, T>(self, rows: Vec<R>, totals: T) -> Result<Self, ExportError>
    where
        Listing<R, T>: Document + Send + 'static,
    {
        let count = rows.len() as i64;
        let pagination = Pagination::new(1, count, count);
        self.whole(Listing { rows, pagination, unfiltered: count, totals }, count).await
    }

    /// Writes a document that is all there is.
    async fn whole<D: Document + Send + 'static>(
        self,
        document: D,
        rows: i64,
    ) -> Result<Self, ExportError> {
        let file = self.write(document).await?;
        Ok(Self { rows, matching: rows, ..file })
    }

    async fn write<D: Document + Send + 'static>(self, document: D) -> Result<Self, ExportError> {
        let is_first = self.rows == 0;
        self.blocking(move |file| match file.format {
            Format::Csv if is_first => {
                render(&document, output::Format::Csv, &Medium::PIPE, &mut file.draft).map(drop)
            }
            Format::Csv => output::append_csv(&document, &mut file.draft),
            Format::Json => {
                render(&document, output::Format::Json, &Medium::PIPE, &mut file.draft).map(drop)
            }
        })
        .await
    }

    /// Writes where a slow disk keeps nobody waiting.
    async fn blocking(
        mut self,
        write: impl FnOnce(&mut Self) -> io::Result<()> + Send + 'static,
    ) -> Result<Self, ExportError> {
        let folder = self.draft.folder().to_owned();
        let work = tokio::task::spawn_blocking(move || write(&mut self).map(|()| self));
        let written = work.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        written.map_err(|error| refused(folder, &error))
    }

    async fn finish(self, stem: String) -> Result<Exported, ExportError> {
        let folder = self.draft.folder().to_owned();
        let Self { draft, format, rows, matching } = self;
        let work = tokio::task::spawn_blocking(move || draft.finish(&stem, format.ending()));
        let finished = work.await.unwrap_or_else(|error| Err(io::Error::other(error)));
        let (path, bytes) = finished.map_err(|error| refused(folder, &error))?;
        Ok(Exported { path, rows, matching, bytes })
    }
}
