//! Verification of signature 1.0.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use http::Method;
use sha1::Sha1;

use crate::protocol::{Parameters, encode};

/// The string to sign of signature 1.0, rebuilt from decoded parameters.
pub(crate) fn string_to_sign(method: &Method, parameters: &Parameters) -> String {
    let mut canonical_query = String::new();
    for (name, value) in parameters.iter().filter(|(name, _)| *name != "Signature") {
        if !canonical_query.is_empty() {
            canonical_query.push('&');
        }
        // Writing to a `String` never fails.
        let _ = write!(canonical_query, "{}={}", encode(name), encode(value));
    }
    format!("{method}&{}&{}", encode("/"), encode(&canonical_query))
}

/// Whether `signature` (Base64) is the signature of `string_to_sign`. The comparison takes constant
/// time.
pub(crate) fn is_valid(signature: &str, string_to_sign: &str, access_key_secret: &str) -> bool {
    let key = format!("{access_key_secret}&");
    let (Ok(signature), Ok(mac)) = (
        STANDARD.decode(signature),
        Hmac::<Sha1>::new_from_slice(key.as_bytes()),
    ) else {
        return false;
    };
    mac.chain_update(string_to_sign)
        .verify_slice(&signature)
        .is_ok()
}

/// Tests with the published examples from the vendor's reference pages.
#[cfg(test)]
mod tests {
    use super::*;

    struct Example {
        secret: &'static str,
        query: &'static str,
        string_to_sign: &'static str,
        signature: &'static str,
    }

    const DESCRIBE_REGIONS: Example = Example {
        secret: "testsecret",
        query: "Timestamp=2016-02-23T12%3A46%3A24Z&Format=XML&AccessKeyId=testid&Action=DescribeRegions\
            &SignatureMethod=HMAC-SHA1&SignatureNonce=3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf\
            &Version=2014-05-26&SignatureVersion=1.0&Signature=ignored",
        string_to_sign: "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML\
            %26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf\
            %26SignatureVersion%3D1.0%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26",
        signature: "OLeaidS1JvxuMvnyHOwuJ+uX5qY=",
    };

    const DESCRIBE_DEDICATED_HOSTS: Example = Example {
        secret: "testsecret",
        query: "Action=DescribeDedicatedHosts&Format=JSON&RegionId=cn-beijing\
            &SignatureNonce=edb2b34af0af9a6d14deaf7c1a5315eb&Timestamp=2023-03-13T08%3A34%3A30Z\
            &Version=2014-05-26&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&AccessKeyId=testid",
        string_to_sign: "GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeDedicatedHosts%26Format%3DJSON\
            %26RegionId%3Dcn-beijing%26SignatureMethod%3DHMAC-SHA1\
            %26SignatureNonce%3Dedb2b34af0af9a6d14deaf7c1a5315eb%26SignatureVersion%3D1.0\
            %26Timestamp%3D2023-03-13T08%253A34%253A30Z%26Version%3D2014-05-26",
        signature: "9NaGiOspFP5UPcwX8Iwt2YJXXuk=",
    };

    const SEND_SMS: Example = Example {
        secret: "testSecret",
        query: "Action=SendSms&Format=XML&OutId=123&PhoneNumbers=15300000001&RegionId=cn-hangzhou\
            &SignName=阿里云短信测试专用&TemplateCode=SMS_71390007&TemplateParam={\"customer\":\"test\"}\
            &SignatureNonce=45e25e9b-0a6f-4070-8c85-2956eda1b466&Timestamp=2017-07-12T02:42:19Z\
            &Version=2017-05-25&SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&AccessKeyId=testId",
        string_to_sign: "GET&%2F&AccessKeyId%3DtestId%26Action%3DSendSms%26Format%3DXML%26OutId%3D123\
            %26PhoneNumbers%3D15300000001%26RegionId%3Dcn-hangzhou%26SignName%3D%25E9%2598%25BF%25E9%2587%258C\
            %25E4%25BA%2591%25E7%259F%25AD%25E4%25BF%25A1%25E6%25B5%258B%25E8%25AF%2595%25E4%25B8%2593\
            %25E7%2594%25A8%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D45e25e9b-0a6f-4070-8c85-2956eda1b466\
            %26SignatureVersion%3D1.0%26TemplateCode%3DSMS_71390007\
            %26TemplateParam%3D%257B%2522customer%2522%253A%2522test%2522%257D\
            %26Timestamp%3D2017-07-12T02%253A42%253A19Z%26Version%3D2017-05-25",
        signature: "zJDF+Lrzhj/ThnlvIToysFRq6t4=",
    };

    const EXAMPLES: [Example; 3] = [DESCRIBE_REGIONS, DESCRIBE_DEDICATED_HOSTS, SEND_SMS];

    #[test]
    fn matches_the_published_strings_to_sign() {
        for example in EXAMPLES {
            let parameters = Parameters::parse(example.query).unwrap();
            assert_eq!(
                string_to_sign(&Method::GET, &parameters),
                example.string_to_sign
            );
        }
    }

    #[test]
    fn accepts_the_published_signatures() {
        for Example {
            secret,
            string_to_sign,
            signature,
            ..
        } in EXAMPLES
        {
            assert!(is_valid(signature, string_to_sign, secret), "{signature}");
            assert!(!is_valid(signature, string_to_sign, "other"), "{signature}");
            assert!(!is_valid(signature, "GET&%2F&", secret), "{signature}");
        }
    }

    #[test]
    fn refuses_signatures_that_are_not_20_bytes_in_base64() {
        let Example {
            secret,
            string_to_sign,
            ..
        } = DESCRIBE_REGIONS;
        for signature in [
            "",
            "OLeaidS1JvxuMvnyHOwuJ+uX5qY",
            "OLeaidS1JvxuMvnyHOwuJ-uX5qY=",
            "OLeaidS1Jvw=",
        ] {
            assert!(!is_valid(signature, string_to_sign, secret), "{signature}");
        }
    }

    #[test]
    fn signs_empty_values_and_plus_signs() {
        let parameters = Parameters::parse("SignatureType=&b=1%2B2+3&a*=~").unwrap();
        let expected = "POST&%2F&SignatureType%3D%26a%252A%3D~%26b%3D1%252B2%25203";
        assert_eq!(string_to_sign(&Method::POST, &parameters), expected);
    }
}
