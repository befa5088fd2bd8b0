//! The operation `DescribeRegions`.

use std::time::SystemTime;

use http::StatusCode;

use super::Ecs;
use crate::protocol::{ApiError, Fields, Parameters, Value, fields};

const EMPTY_REGION: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "Unauthorized.EmptyRegion",
    "The specified account has no access authority to any region.",
);
const INVALID_CHARGE_TYPE: ApiError = ApiError::new(
    StatusCode::FORBIDDEN,
    "Invalid.InstanceChargeType",
    "The specified instanceChargeType is not valid.",
);
const INVALID_LANGUAGE: ApiError = ApiError::new(
    StatusCode::NOT_FOUND,
    "InvalidAcceptLanguage.NotFound",
    "Only Chinese (zh-CN), English (en-US), and Japanese (ja) are allowed.",
);
const INVALID_RESOURCE_TYPE: ApiError = ApiError::new(
    StatusCode::NOT_FOUND,
    "InvalidResourceType.NotFound",
    "The ResourceType provided does not exist in our records.",
);

/// The regions with known names: the id, and the names in Chinese, English and Japanese.
const KNOWN: &[(&str, [&str; 3])] = &[
    (
        "cn-qingdao",
        ["华北1（青岛）", "China (Qingdao)", "中国 (青島)"],
    ),
    (
        "cn-beijing",
        ["华北2（北京）", "China (Beijing)", "中国 (北京)"],
    ),
    (
        "cn-hangzhou",
        ["华东1（杭州）", "China (Hangzhou)", "中国 (杭州)"],
    ),
    (
        "cn-shanghai",
        ["华东2（上海）", "China (Shanghai)", "中国 (上海)"],
    ),
    (
        "cn-shenzhen",
        ["华南1（深圳）", "China (Shenzhen)", "中国 (深セン)"],
    ),
    ("ap-southeast-1", ["新加坡", "Singapore", "シンガポール"]),
    (
        "eu-central-1",
        [
            "德国（法兰克福）",
            "Germany (Frankfurt)",
            "ドイツ (フランクフルト)",
        ],
    ),
    (
        "us-east-1",
        ["美国（弗吉尼亚）", "US (Virginia)", "米国 (バージニア)"],
    ),
];

pub(super) fn describe_regions(
    ecs: &mut Ecs,
    parameters: &Parameters,
    _now: SystemTime,
) -> Result<Fields, ApiError> {
    let name: fn(&[&'static str; 3]) -> &'static str = match parameters.given("AcceptLanguage") {
        None | Some("zh-CN") => |[chinese, _, _]| chinese,
        Some("en-US") => |[_, english, _]| english,
        Some("ja") => |[_, _, japanese]| japanese,
        Some(_) => return Err(INVALID_LANGUAGE),
    };
    let is_one_of = |parameter, values: &[&str]| {
        parameters
            .given(parameter)
            .is_none_or(|value| values.contains(&value))
    };
    if !is_one_of(
        "ResourceType",
        &["instance", "disk", "reservedinstance", "scu"],
    ) {
        return Err(INVALID_RESOURCE_TYPE);
    }
    if !is_one_of("InstanceChargeType", &["PrePaid", "PostPaid"]) {
        return Err(INVALID_CHARGE_TYPE);
    }
    let region_ids = ecs.scenario.region_ids();
    if region_ids.is_empty() {
        return Err(EMPTY_REGION);
    }
    let regions = region_ids.iter().map(|id| {
        let known = KNOWN.iter().find(|(known, _)| known == id);
        let name = known.map_or(id.as_str(), |(_, names)| name(names));
        let separator = if id == "cn-hangzhou" { '-' } else { '.' };
        let host = format!("ecs{separator}{id}.aliyuncs.com");
        Value::from([
            ("RegionId", id.as_str().into()),
            ("LocalName", name.into()),
            ("RegionEndpoint", host.into()),
            ("Status", "available".into()),
        ])
    });
    Ok(fields([(
        "Regions",
        Value::from([("Region", regions.collect())]),
    )]))
}
