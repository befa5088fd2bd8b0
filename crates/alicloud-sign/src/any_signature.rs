//! A signer that chooses between signature 1.0 and ACS3 for each call.

use alicloud::{Draft, Sign, error::SignatureDifference, sign::Stamp};

use crate::{Acs3, Credentials, HmacSha1};

/// Signs each call with signature 1.0 if possible, and otherwise with ACS3.
///
/// The signer uses ACS3 for operations whose specification allows no other signature, and for calls
/// with a body other than a form.
///
/// The signer prefers no HTTP method. The transport's preference applies unless the session sets a
/// method.
///
/// ```
/// use alicloud::Session;
/// use alicloud_sign::{AnySignature, Credentials};
///
/// let signer = AnySignature::new(Credentials::new("testid", "testsecret"));
/// let session = Session::new(signer).endpoint("https://mts.aliyuncs.com")?;
/// # let _ = session;
/// # Ok::<(), alicloud::error::EndpointError>(())
/// ```
#[derive(Debug)]
pub struct AnySignature {
    hmac_sha1: HmacSha1,
    acs3: Acs3,
}

impl AnySignature {
    /// Creates a signer that uses `credentials` for both signatures.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            hmac_sha1: HmacSha1::new(credentials.clone()),
            acs3: Acs3::new(credentials),
        }
    }

    fn signer(&self, draft: &Draft<'_>) -> &dyn Sign {
        if self.hmac_sha1.covers(draft) {
            &self.hmac_sha1
        } else {
            &self.acs3
        }
    }
}

impl Sign for AnySignature {
    fn sign(&self, draft: &mut Draft<'_>, stamp: &Stamp) {
        self.signer(draft).sign(draft, stamp);
    }

    fn covers(&self, draft: &Draft<'_>) -> bool {
        self.signer(draft).covers(draft)
    }

    fn differs(
        &self,
        draft: &mut Draft<'_>,
        stamp: &Stamp,
        servers: &str,
    ) -> Option<SignatureDifference> {
        self.signer(draft).differs(draft, stamp, servers)
    }
}
