//! The operation that fetches a console URL.

use alicloud::{
    Api, Documented, Draft, Operation, Reply,
    error::{DecodeError, DecodeProblem, RequestError},
};
use alicloud_ecs::DescribeInstanceVncUrl;

use crate::{Console, ConsolePage, ConsoleSettings, ConsoleUrl, VncPassword, VncUrl};

/// Fetches the console URL of an instance. The operation sends [`DescribeInstanceVncUrl`] and
/// builds the URL from the reply.
///
/// Any client can send this operation, blocking or async. The output of the operation is a
/// [`Console`]. The URL of the console must be opened in a browser within 15 seconds. The page must
/// know whether the instance runs Windows. [`RunsWindows`](crate::RunsWindows) requests this
/// information.
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
///
/// # Permissions
///
/// The operation needs the RAM permission `ecs:DescribeInstanceVncUrl`. The system policy
/// `AliyunECSReadOnlyAccess` allows `ecs:Describe*`, which includes `ecs:DescribeInstanceVncUrl`.
/// **A read-only access key can therefore open terminals.** A policy with this statement denies the
/// permission, even if other policies allow it:
///
/// ```json
/// { "Effect": "Deny", "Action": "ecs:DescribeInstanceVncUrl", "Resource": "*" }
/// ```
#[derive(Clone, Debug)]
pub struct OpenConsole {
    describe: DescribeInstanceVncUrl,
    settings: ConsoleSettings,
}

impl OpenConsole {
    /// Creates the operation for the instance `instance_id` in the region `region_id`, with the
    /// default page.
    #[must_use]
    pub fn new(region_id: impl Into<String>, instance_id: impl Into<String>) -> Self {
        Self {
            describe: DescribeInstanceVncUrl::new(region_id, instance_id),
            settings: ConsoleSettings::default(),
        }
    }

    /// The id of the instance whose console is opened.
    #[must_use]
    pub fn instance_id(&self) -> &str {
        &self.describe.instance_id
    }

    /// Sets the page, the operating system and the password, and replaces all earlier settings.
    #[must_use]
    pub fn settings(mut self, settings: ConsoleSettings) -> Self {
        self.settings = settings;
        self
    }

    /// Sets the page. The default is [`ConsolePage::VNC`].
    #[must_use]
    pub fn page(mut self, page: ConsolePage) -> Self {
        self.settings = self.settings.page(page);
        self
    }

    /// Sets whether the instance runs Windows. The default is false.
    #[must_use]
    pub fn windows(mut self, windows: bool) -> Self {
        self.settings = self.settings.windows(windows);
        self
    }

    /// Sets the instance's VNC password. The call fails before it is sent if the page accepts no
    /// password.
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
        if ConsoleUrl::check(&self.settings).is_err() {
            let problem =
                "is not accepted by the console page: remove the password, or choose another page";
            draft.refuse(RequestError::invalid_parameter("password", problem));
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
