//! What every command that calls the API takes.

use std::time::Duration;

use clap::{ValueEnum, builder::NonEmptyStringValueParser};

use super::values::duration;

#[derive(clap::Args)]
pub(crate) struct CallArgs {
    /// HTTP client that sends the call
    #[arg(long, value_enum, default_value_t)]
    pub(crate) transport: Transport,

    /// Format the reply is asked for in
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// HTTP method; by default what suits the signature
    #[arg(long, value_enum)]
    pub(crate) method: Option<Method>,

    /// Method by which the call is signed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) signature: Signature,

    /// Limit each call, with its repeats and waits, to this long, such as 30s
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) timeout: Option<Duration>,

    /// Take the credentials of this profile, and no others
    ///
    /// One in ~/.aliyun/config.json, or else in ~/.alibabacloud/credentials.
    #[arg(long, value_name = "NAME", conflicts_with = "emulator")]
    #[arg(value_parser = NonEmptyStringValueParser::new())]
    pub(crate) profile: Option<String>,

    /// Where the call goes; by default the region's host
    ///
    /// Scheme, host and maybe a port. Plain http is taken for a loopback host alone. The central
    /// ecs.aliyuncs.com is asked for the regions.
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

#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Signature {
    /// Signature 1.0, HMAC-SHA1
    #[default]
    #[value(name = "1.0")]
    V1,
    /// ACS3-HMAC-SHA256
    Acs3,
}
