//! What every command that calls the API takes.

use clap::ValueEnum;

#[derive(clap::Args)]
pub(crate) struct CallArgs {
    /// HTTP client that sends the call
    #[arg(long, value_enum, default_value_t)]
    pub(crate) transport: Transport,

    /// Format the reply is asked for in
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// HTTP method; by default what the transport sends cheapest
    #[arg(long, value_enum)]
    pub(crate) method: Option<Method>,

    /// Where the call goes; by default the region's host
    ///
    /// Scheme, host and maybe a port. Plain http is taken for a loopback host alone. The central
    /// ecs.aliyuncs.com is asked for the regions, and for a region without a known host.
    #[arg(long, value_name = "URL", conflicts_with = "emulator")]
    pub(crate) endpoint: Option<String>,

    /// Call a local emulator: needs no account, no network and no environment
    ///
    /// Credentials are the emulator's, and so are region and instance unless given.
    #[arg(long)]
    pub(crate) emulator: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Transport {
    /// Blocking; starts no runtime
    #[default]
    Ureq,
    /// Async, on a tokio runtime of one thread
    Reqwest,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Format {
    #[default]
    Json,
    Xml,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Method {
    Get,
    Post,
}
