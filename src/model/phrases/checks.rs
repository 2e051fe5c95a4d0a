//! What the checks of the data find: the sentences of `sql/verify`, with their figures in the holes.

use crate::model::Text;

/// The more special ones first.
pub(super) const PHRASES: &[Text] = &[
    Text::new("no person has a scout", "ninguna persona tiene scout"),
    Text::new("{} rows for {} persons", "{} filas para {} personas"),
    Text::new("no registration names a scout", "ningún registro nombra un scout"),
    Text::new(
        "{} of {} registrations with a scout have a link ({} %)",
        "{} de {} registros con scout tienen un vínculo ({} %)",
    ),
    Text::new("there is no person", "no hay ninguna persona"),
    Text::new(
        "the ledger attributes {} of {} persons ({} %)",
        "el libro atribuye {} de {} personas ({} %)",
    ),
    Text::new(
        "{} conflicts are listed, {} counted; {} of them name fewer than two scouts",
        "{} conflictos listados, {} contados; {} de ellos nombran menos de dos scouts",
    ),
    Text::new("there are no claims", "no hay reclamos"),
    Text::new("{} of {} claims have a scout ({} %)", "{} de {} reclamos tienen scout ({} %)"),
    Text::new(
        "{} rows, {} persons, {} without a category; A {} + B {} + C {} + D {} + E {}; {} persons are missing",
        "{} filas, {} personas, {} sin categoría; A {} + B {} + C {} + D {} + E {}; {} personas sin scout",
    ),
    Text::new(
        "{} satisfactory + {} missing = {} persons; shown: {} of {}",
        "{} satisfactorias + {} sin scout = {} personas; se muestran: {} de {}",
    ),
    Text::new("scoutwatch has run no job here yet", "scoutwatch aún no ejecutó tareas aquí"),
    Text::new(
        "run {}: {} links, {} audited; {} events changed, {} audited; {} ledger rows changed, {} audited",
        "ejecución {}: {} vínculos, {} auditados; {} eventos cambiados, {} auditados; {} filas del libro cambiadas, {} auditadas",
    ),
    Text::new(
        "{} ledger rows written; {} for a person whose other evidence contradicted it before, {} meanwhile",
        "{} filas del libro escritas; {} de una persona cuya otra evidencia ya las contradecía, {} entretanto",
    ),
    Text::new("{}: {} of {} persons", "{}: {} de {} personas"),
    Text::new(
        "no row for {} yet: the job has not run today",
        "aún no hay fila para {}: la tarea no se ejecutó hoy",
    ),
    Text::new("it could not be made: {}", "no se pudo hacer: {}"),
];

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::model::Language;

    /// The sentences in a file of SQL, with holes for what is put into them.
    fn sentences(sql: &str) -> Vec<String> {
        let code = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
        let code = code.collect::<Vec<_>>().join("\n");
        let quoted = code.split('\'').skip(1).step_by(2).filter(|text| text.contains(' '));
        quoted.map(|text| text.replace("%s", "{}").replace("%%", "%")).collect()
    }

    #[test]
    fn every_sentence_of_the_checks_has_its_spanish() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/verify");
        let files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
        assert_eq!(files.len(), 10);
        for file in files {
            let said = sentences(&std::fs::read_to_string(&file).unwrap());
            assert!(!said.is_empty(), "{}", file.display());
            for sentence in said {
                let is_known = PHRASES.iter().any(|text| text.of(Language::English) == sentence);
                assert!(is_known, "{}: {sentence}", file.display());
            }
        }
    }
}
