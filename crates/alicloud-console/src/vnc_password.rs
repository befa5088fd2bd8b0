//! The VNC password of an instance.

use std::{error, fmt, str::FromStr};

use zeroize::Zeroizing;

/// A VNC password: exactly six ASCII letters and digits.
///
/// The password is overwritten in memory when it is dropped. `Debug` and errors don't contain the
/// password.
///
/// ```
/// use alicloud_console::VncPassword;
///
/// let password: VncPassword = "aB3456".parse()?;
/// assert_eq!(password.as_str(), "aB3456");
/// assert!("12345".parse::<VncPassword>().is_err());
/// # Ok::<(), alicloud_console::VncPasswordError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct VncPassword(Zeroizing<String>);

impl VncPassword {
    /// The number of characters of a VNC password.
    pub const LENGTH: usize = 6;

    /// The text of the password.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for VncPassword {
    type Err = VncPasswordError;

    fn from_str(text: &str) -> Result<Self, VncPasswordError> {
        let length = text.chars().count();
        if length != Self::LENGTH {
            return Err(VncPasswordError(Problem::Length(length)));
        }
        if !text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(VncPasswordError(Problem::Character));
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl fmt::Debug for VncPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VncPassword([redacted])")
    }
}

/// The error for a text that is not a valid VNC password. The error doesn't contain the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VncPasswordError(Problem);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    /// The number of characters is not six.
    Length(usize),
    /// A character is not an ASCII letter or digit.
    Character,
}

impl fmt::Display for VncPasswordError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Problem::Length(1) => {
                f.write_str("the VNC password has 1 character: use exactly six characters")
            }
            Problem::Length(length) => write!(
                f,
                "the VNC password has {length} characters: use exactly six characters"
            ),
            Problem::Character => f.write_str(
                "the VNC password has an invalid character: use only ASCII letters or digits",
            ),
        }
    }
}

impl error::Error for VncPasswordError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_six_ascii_letters_or_digits() {
        for good in ["123456", "abcDEF", "0aZ9zA"] {
            assert_eq!(good.parse::<VncPassword>().unwrap().as_str(), good);
        }
        for bad in [
            "", "12345", "1234567", "12345!", "12345 ", "12345\n", "äbcde", "１２",
        ] {
            assert!(bad.parse::<VncPassword>().is_err(), "{bad:?}");
        }
    }
}
