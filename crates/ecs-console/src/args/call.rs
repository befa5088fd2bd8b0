//! Arguments shared by all commands that call the API.

use std::time::Duration;

use clap::{ValueEnum, builder::NonEmptyStringValueParser};

use super::values::duration;

#[derive(clap::Args)]
pub(crate) struct CallArgs {
    /// Send calls with this HTTP client
    #[arg(long, value_name = "CLIENT", value_enum, default_value_t)]
    pub(crate) transport: Transport,

    /// Request replies in this format
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub(crate) wire_format: WireFormat,

    /// Send calls with this HTTP method
    ///
    /// The default is post for signature 1.0 and get for acs3.
    #[arg(long, value_enum)]
    pub(crate) method: Option<Method>,

    /// Sign calls with this signature algorithm
    #[arg(long, value_name = "VERSION", value_enum, default_value_t)]
    pub(crate) signature: Signature,

    /// Limit each call, with retries and backoff, to a time such as 30s
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,

    /// Retry a failed call up to this many times; 0 turns retries off
    ///
    /// A call is retried after a lost connection, a timeout, throttling or a failure of the server.
    /// The calls that --wait repeats don't count.
    #[arg(long, value_name = "NUMBER", default_value_t = 2)]
    #[arg(value_parser = clap::value_parser!(u32).range(0..=10))]
    pub(crate) retries: u32,

    /// Append this text to the User-Agent header
    ///
    /// The text follows the text of ALIBABA_CLOUD_USER_AGENT.
    #[arg(long, value_name = "TEXT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) user_agent: Option<String>,

    /// Use the credentials of this profile, and no other credentials
    ///
    /// The profile is searched for in ~/.aliyun/config.json first, then in
    /// ~/.alibabacloud/credentials.
    #[arg(long, value_name = "NAME", conflicts_with = "emulator")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) profile: Option<String>,

    /// Send calls to this endpoint instead of the region's endpoint
    ///
    /// The URL consists of a scheme, a host and an optional port. Plain http is allowed only for a
    /// loopback host. The default endpoint of the regions command is ecs.aliyuncs.com.
    #[arg(long, value_name = "URL", conflicts_with = "emulator")]
    pub(crate) endpoint: Option<String>,

    /// Start a local emulator and call it; needs no account
    ///
    /// No network and no environment variables are needed. The emulator provides the credentials
    /// and the default values of the region and the instance.
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
pub(crate) enum WireFormat {
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
