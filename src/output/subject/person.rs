//! Everything about one person, with the evidence for each scout.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::model::{
    Category, ConflictKind, Evidence, Language, Ledger, PersonDetail, PersonKey, PersonProfile,
    ScoutId, format,
};
use crate::output::{Cell, Column, Document, Exact, Section, Sheet};

type Field = Column<Evidence>;

/// The columns of a piece of evidence; the first row that names a scout decides.
pub const COLUMNS: &[Column<Evidence>] = &[
    Field::new("priority", "PRIORITY", |row| Cell::Number(row.priority.into())).right(),
    Field::new("scout_id", "SCOUT", |row| row.scout_id.into()).right(),
    Field::new("attribution_date", "DATE", |row| row.attribution_date.into()),
    Field::new("origin_tag", "ORIGIN", |row| row.origin_tag.as_deref().into()).drops(3),
    Field::new("acquisition_method", "METHOD", |row| row.acquisition_method.as_deref().into())
        .drops(2),
    Field::new("source_table", "TABLE", |row| (&row.source_table).into()).shrinks(12),
    Field::new("source_pk", "ROW", |row| (&row.source_pk).into()).shrinks(8),
    Field::exported("driver_id", |row| row.driver_id.as_deref().into()),
    Field::new("created_at", "CREATED", |row| row.created_at.into()).drops(1),
];

/// A person with all that is known.
#[derive(Debug, Serialize)]
pub struct Body<'a> {
    person_key: PersonKey,
    profile: Option<Profile<'a>>,
    ledger: Option<LedgerBody<'a>>,
    canonical: Option<&'a Evidence>,
    scouts: Vec<ScoutId>,
    evidence: &'a [Evidence],
    evidence_total: i64,
}

#[derive(Debug, Serialize)]
struct Profile<'a> {
    full_name: Option<&'a str>,
    phone: Option<&'a str>,
    document: Option<&'a str>,
    license: Option<&'a str>,
    confidence: Option<&'a str>,
    created_at: Option<DateTime<Utc>>,
    updated_at: Option<DateTime<Utc>>,
    category: Option<Category>,
    in_conflict: bool,
    conflict_kind: Option<ConflictKind>,
    event_count: i64,
}

#[derive(Debug, Serialize)]
struct LedgerBody<'a> {
    scout_id: Option<ScoutId>,
    source: Option<&'a str>,
    rule: Option<&'a str>,
    score: Option<Exact>,
    confidence: Option<&'a str>,
    decision: Option<&'a str>,
    updated_at: Option<DateTime<Utc>>,
}

impl<'a> From<&'a PersonProfile> for Profile<'a> {
    fn from(profile: &'a PersonProfile) -> Self {
        Self {
            full_name: profile.full_name.as_deref(),
            phone: profile.phone.as_deref(),
            document: profile.document.as_deref(),
            license: profile.license.as_deref(),
            confidence: profile.confidence.as_deref(),
            created_at: profile.created_at,
            updated_at: profile.updated_at,
            category: profile.category,
            in_conflict: profile.in_conflict,
            conflict_kind: profile.conflict_kind,
            event_count: profile.event_count,
        }
    }
}

impl<'a> From<&'a Ledger> for LedgerBody<'a> {
    fn from(ledger: &'a Ledger) -> Self {
        Self {
            scout_id: ledger.scout_id,
            source: ledger.source.as_deref(),
            rule: ledger.rule.as_deref(),
            score: ledger.score.map(Exact),
            confidence: ledger.confidence.as_deref(),
            decision: ledger.decision.as_deref(),
            updated_at: ledger.updated_at,
        }
    }
}

impl Document for PersonDetail {
    type Body<'a> = Body<'a>;

    fn sections(&self) -> Vec<Section> {
        let mut sections = vec![Section::titled("Person", who(self))];
        if let Some(profile) = &self.profile {
            sections.push(Section::titled("Ledger", ledger(profile.ledger.as_ref())));
        }
        sections.push(Section::titled("Canonical scout", canonical(self)));
        sections.push(Section::titled(evidence_title(self), self.sheet()));
        sections
    }

    fn sheet(&self) -> Sheet {
        Sheet::of(COLUMNS, &self.evidence)
    }

    fn body(&self) -> Body<'_> {
        let ledger = self.profile.as_ref().and_then(|profile| profile.ledger.as_ref());
        Body {
            person_key: self.person_key,
            profile: self.profile.as_ref().map(Profile::from),
            ledger: ledger.map(LedgerBody::from),
            canonical: self.canonical(),
            scouts: self.scouts(),
            evidence: &self.evidence,
            evidence_total: self.evidence_total,
        }
    }
}

fn who(detail: &PersonDetail) -> Sheet {
    let mut fields = vec![("key", detail.person_key.into())];
    if let Some(profile) = &detail.profile {
        let missing = profile.category.map(|category| {
            Cell::Word(format!(
                "{}  {}: {}",
                category.letter(),
                category.title(Language::English),
                category.advice(Language::English)
            ))
        });
        let conflict = match (profile.in_conflict, profile.conflict_kind) {
            (true, Some(ConflictKind::ContradictsLedger)) => "yes, with what the ledger decided",
            (true, _) => "yes, open: the ledger has decided nothing",
            (false, _) => "no",
        };
        fields.extend([
            ("name", profile.full_name.as_deref().into()),
            ("phone", profile.phone.as_deref().into()),
            ("document", profile.document.as_deref().into()),
            ("licence", profile.license.as_deref().into()),
            ("confidence", profile.confidence.as_deref().into()),
            ("registered", profile.created_at.into()),
            ("changed", profile.updated_at.into()),
            ("events", Cell::Count(profile.event_count)),
            ("missing a scout", missing.unwrap_or_else(|| Cell::word("no"))),
            ("in conflict", Cell::word(conflict)),
        ]);
    }
    let scouts = detail.scouts().iter().map(|scout| i64::from(scout.0)).collect();
    fields.push(("scouts named", Cell::Numbers(scouts)));
    Sheet::fields(fields)
}

fn ledger(ledger: Option<&Ledger>) -> Sheet {
    let Some(ledger) = ledger else {
        return Sheet::fields([("row", Cell::word("none"))]);
    };
    Sheet::fields([
        ("scout", ledger.scout_id.into()),
        ("decision", ledger.decision.as_deref().into()),
        ("rule", ledger.rule.as_deref().into()),
        ("source", ledger.source.as_deref().into()),
        ("score", ledger.score.map(|score| Cell::Word(score.to_string())).into()),
        ("confidence", ledger.confidence.as_deref().into()),
        ("changed", ledger.updated_at.into()),
    ])
}

fn canonical(detail: &PersonDetail) -> Sheet {
    let Some(evidence) = detail.canonical() else {
        return Sheet::fields([("scout", Cell::word("none: no evidence names one"))]);
    };
    Sheet::fields([
        ("scout", evidence.scout_id.into()),
        ("since", evidence.attribution_date.into()),
        ("by", Cell::Text(format!("{} {}", evidence.source_table, evidence.source_pk))),
        ("priority", Cell::Number(evidence.priority.into())),
    ])
}

fn evidence_title(detail: &PersonDetail) -> String {
    let shown = i64::try_from(detail.evidence.len()).unwrap_or(i64::MAX);
    let rows = format::count(detail.evidence_total);
    if shown < detail.evidence_total {
        format!("Evidence (the best {} of {rows} rows)", format::count(shown))
    } else {
        format!("Evidence ({rows} {})", if shown == 1 { "row" } else { "rows" })
    }
}
