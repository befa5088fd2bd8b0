//! Arguments shared by all commands that call the API.

use std::time::Duration;

use clap::{ValueEnum, builder::NonEmptyStringValueParser};

use super::values::duration;

#[derive(clap::Args)]
pub(crate) struct CallArgs {
    /// Send calls with this HTTP client
    #[arg(long, value_enum, default_value_t)]
    pub(crate) transport: Transport,

    /// Request replies in this format
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// Send calls with this HTTP method; the default is post for signature 1.0 and get for acs3
    #[arg(long, value_enum)]
    pub(crate) method: Option<Method>,

    /// Sign calls with this signature algorithm
    #[arg(long, value_enum, default_value_t)]
    pub(crate) signature: Signature,

    /// Limit each call, including retries and backoff, to this duration, such as 30s
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,

    /// Use the credentials of this profile, and no other credentials
    ///
    /// The profile is searched for in ~/.aliyun/config.json first, then in
    /// ~/.alibabacloud/credentials.
    #[arg(long, value_name = "NAME", conflicts_with = "emulator")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) profile: Option<String>,

    /// Send calls to this endpoint; the default is the endpoint of the region
    ///
    /// The URL consists of a scheme, a host and an optional port. Plain http is allowed only for a
    /// loopback host. The default endpoint of the regions command is ecs.aliyuncs.com.
    #[arg(long, value_name = "URL", conflicts_with = "emulator")]
    pub(crate) endpoint: Option<String>,

    /// Start a local emulator and call it; needs no account, network or environment variables
    ///
    /// The emulator provides the credentials and the default values of the region and the instance.
    #[arg(long)]
    pub(crate) emulator: bool,
}

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Transport {
    /// Blocking client, without an async runtime
    #[default]
    Ureq,
    /// Async client, on a single-threaded tokio runtime
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

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Signature {
    /// Signature version 1.0, HMAC-SHA1
    #[default]
    #[value(name = "1.0")]
    V1,
    /// Signature version 3, ACS3-HMAC-SHA256
    Acs3,
}
