//! What `/openapi.json` says beyond what stands at each path: which tokens there are, and who needs which.

use utoipa::OpenApi;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, OpenApi as Api, PathItem, RefOr, Required};

use super::access::Access;
use super::error;

/// The description of the interface.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "scoutwatch",
        description = "How healthy the attribution of scouts is, and the job that repairs it."
    ),
    components(schemas(error::Problem)),
    tags(
        (name = "attribution", description = "Persons, their scouts, and the job"),
        (name = "money", description = "What scouts are paid from"),
        (name = "service", description = "About this service")
    )
)]
pub(super) struct Description;

/// Names in the description.
const READER: &str = "reader";
const OPERATOR: &str = "operator";

/// The description, with the tokens that there are.
pub(super) fn with_tokens() -> Api {
    let mut api = Description::openapi();
    // The package names a file and no licence, of which an empty name would be made.
    api.info.license = None;
    let components = api.components.get_or_insert_with(Components::new);
    for (name, meaning) in [
        (READER, "A token of serve.read_token_file: it may read."),
        (OPERATOR, "A token of serve.operator_token_file: it may read, and run the job."),
    ] {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(meaning));
        components.add_security_scheme(name, SecurityScheme::Http(bearer.build()));
    }
    api
}

/// Says that these paths are for readers: with either token, or without one where there is none for readers.
pub(super) fn for_readers(api: &mut Api, access: &Access) {
    let mut needed = vec![token(READER), token(OPERATOR)];
    if access.readers.is_empty() {
        needed.insert(0, SecurityRequirement::default());
    }
    need(api, &needed);
}

/// Says that these paths are for operators; what is sent along may be left out.
pub(super) fn for_operators(api: &mut Api) {
    need(api, &[token(OPERATOR)]);
    for operation in api.paths.paths.values_mut().filter_map(|path| path.post.as_mut()) {
        if let Some(RefOr::T(body)) = &mut operation.request_body {
            body.required = Some(Required::False);
        }
    }
}

fn token(name: &str) -> SecurityRequirement {
    SecurityRequirement::new(name, Vec::<String>::new())
}

fn need(api: &mut Api, needed: &[SecurityRequirement]) {
    for path in api.paths.paths.values_mut() {
        let PathItem { get, post, .. } = path;
        for operation in [get, post].into_iter().flatten() {
            operation.security = Some(needed.to_vec());
        }
    }
}
