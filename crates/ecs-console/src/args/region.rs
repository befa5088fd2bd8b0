//! Arguments of commands that call the API of a region.

use super::values::region_id;

#[derive(clap::Args)]
pub(crate) struct RegionArgs {
    /// Use this region, such as cn-hangzhou
    ///
    /// The command ecs-console regions lists the region ids. The default is the value of
    /// ALIBABA_CLOUD_REGION_ID, or else region_id of the profile in ~/.aliyun/config.json.
    #[arg(long, visible_alias = "region", value_name = "ID", value_parser = region_id)]
    pub(crate) region_id: Option<String>,

    /// Call the region's VPC endpoint, which is reachable only in a VPC
    ///
    /// Roles are assumed through the VPC endpoint of the security token service.
    #[arg(long, conflicts_with_all = ["endpoint", "emulator"])]
    pub(crate) vpc: bool,
}
