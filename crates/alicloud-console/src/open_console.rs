//! The operation that ends in a console URL.

use alicloud::{
    Api, Documented, Draft, Operation, Reply,
    error::{DecodeError, DecodeProblem, RequestError},
};
use alicloud_ecs::DescribeInstanceVncUrl;

use crate::{Console, ConsolePage, ConsoleSettings, ConsoleUrl, VncPassword, VncUrl};

/// Opens the console of an instance: [`DescribeInstanceVncUrl`], and the URL built from its reply.
///
/// Any client sends it, since it is an operation like the one it decorates.
///
/// ```
/// use alicloud::{blocking::Client, Anonymous, Response, Session};
/// use alicloud_console::{ConsolePage, OpenConsole};
/// # let transport = |_request| Ok(Response::new(
/// #     r#"{"RequestId":"1450F2D7","VncUrl":"ws%3A%2F%2Fvnc.example%2F%3Fs%3D1"}"#.into()));
/// # let session = Session::new(Anonymous).endpoint("https://ecs.aliyuncs.com")?;
///
/// let client = Client::with_transport(session, transport);
/// let open = OpenConsole::new("cn-qingdao", "i-bp1").page(ConsolePage::VNC2).windows(true);
/// let console = client.send(&open)?;
/// assert!(console.url().ends_with("&instanceId=i-bp1&isWindows=true"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct OpenConsole {
    describe: DescribeInstanceVncUrl,
    settings: ConsoleSettings,
}

impl OpenConsole {
    /// Opens the console of `instance_id` in `region_id`, on the default page.
    #[must_use]
    pub fn new(region_id: impl Into<String>, instance_id: impl Into<String>) -> Self {
        Self {
            describe: DescribeInstanceVncUrl::new(region_id, instance_id),
            settings: ConsoleSettings::default(),
        }
    }

    /// The id of the instance whose console it opens.
    #[must_use]
    pub fn instance_id(&self) -> &str {
        &self.describe.instance_id
    }

    /// Sets page, operating system and password at once, in place of what was set before.
    #[must_use]
    pub fn settings(mut self, settings: ConsoleSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Sets the page; [`ConsolePage::VNC`] by default.
    #[must_use]
    pub fn page(mut self, page: ConsolePage) -> Self {
        self.settings = self.settings.page(page);
        self
    }

    /// Says whether the instance runs Windows; not, by default.
    #[must_use]
    pub fn windows(mut self, windows: bool) -> Self {
        self.settings = self.settings.windows(windows);
        self
    }

    /// Sets the instance's VNC password. A page that takes none refuses the call.
    #[must_use]
    pub fn password(mut self, password: VncPassword) -> Self {
        self.settings = self.settings.password(password);
        self
    }
}

impl Documented for OpenConsole {
    type Code = <DescribeInstanceVncUrl as Documented>::Code;
}

impl Operation for OpenConsole {
    type Output = Console;

    fn api(&self) -> &Api {
        self.describe.api()
    }

    fn region(&self) -> Option<&str> {
        self.describe.region()
    }

    fn write(&self, draft: &mut Draft<'_>) {
        if let Err(error) = ConsoleUrl::check(&self.settings) {
            draft.refuse(RequestError::invalid_parameter("password", error.as_str()));
        }
        self.describe.write(draft);
    }

    fn read(&self, reply: Reply<'_>) -> Result<Console, DecodeError> {
        let invalid = |why: String| DecodeError::new("VncUrl", DecodeProblem::Invalid(why));
        let answer = self.describe.read(reply)?;
        let vnc_url: VncUrl = answer
            .vnc_url
            .parse()
            .map_err(|error| invalid(format!("{error}")))?;
        let url = ConsoleUrl::new(&vnc_url, self.instance_id(), &self.settings)
            .map_err(|error| invalid(error.to_string()))?;
        Ok(Console {
            url,
            request_id: answer.request_id.filter(|id| !id.is_empty()),
            fetched_at: reply.sent_at(),
            keep_alive: self.settings.page.keep_alive(),
        })
    }
}
