//! What scouts are paid from: liquidation, and Yango's claims with the scouts beside them. Claims are only read.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::Service;
use super::error::{ApiError, Problems};
use super::parameters::{ClaimQuery, PageQuery, Valid};
use crate::model::{LiquidationFilter, List};
use crate::output::subject::{collection, liquidation};

const LIQUIDATION_VIEW: &str = "ops.v_scout_payment_base";
const COLLECTION_VIEW: &str = "ops.v_yango_collection_with_scout";

/// What each scout is to be paid, or why not
#[utoipa::path(
    get, path = "/api/v1/scouts/liquidation/base", tag = "money", params(PageQuery),
    responses((status = 200, body = liquidation::Body<'static>), Problems)
)]
pub(super) async fn liquidation(
    State(service): State<Arc<Service>>,
    Valid(page): Valid<PageQuery>,
) -> Result<Response, ApiError> {
    service.snapshot().await?;
    service
        .lists
        .page(List::Liquidation(LiquidationFilter::default()), page, LIQUIDATION_VIEW)
        .await
}

/// Yango's claims, with the scout of each
#[utoipa::path(
    get, path = "/api/v1/yango/cabinet/collection-with-scout", tag = "money", params(ClaimQuery, PageQuery),
    responses((status = 200, body = collection::Body<'static>), Problems)
)]
pub(super) async fn collection(
    State(service): State<Arc<Service>>,
    Valid(claims): Valid<ClaimQuery>,
    Valid(page): Valid<PageQuery>,
) -> Result<Response, ApiError> {
    service.snapshot().await?;
    service.lists.page(List::Collection(claims.into()), page, COLLECTION_VIEW).await
}
