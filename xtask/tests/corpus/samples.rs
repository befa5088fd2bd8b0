//! Tests of samples that are processed with the generated types.

use serde_json::{Value, json};

use crate::{corpus, directory, fixtures, read, text};

/// Only this test of `corpus` compiles code: the crate and the program that uses it.
#[test]
fn processes_samples_with_the_generated_types() {
    let out = directory("corpus-samples");
    let replies = fixtures().join("replies");
    let requests = fixtures().join("requests");
    let arguments = [
        "--check",
        "--only",
        "weather/2024-01-01",
        "--replies",
        replies.to_str().unwrap(),
        "--requests",
        requests.to_str().unwrap(),
    ];
    let output = corpus(&fixtures().join("specs"), &out, &arguments);
    assert!(output.status.success(), "{}", text(&output.stderr));
    // Neither the crate nor the program has warnings.
    assert_eq!(text(&output.stderr), "");

    let station = json!({ "Id": "s-1", "Height": 1465, "Open": true });
    let sensors = json!({ "Id": "s-1", "Sensors": ["wind", "rain"] });
    let label = |format: &str, source: &str| json!({ "format": format, "source": source });
    let with = |label: Value, key: &str, value: Value| {
        let mut sample = label;
        sample[key] = value;
        sample
    };
    let reply = |station: Value| json!({ "RequestId": "1450F2D7", "Stations": [station] });
    let expected = json!({
        "ListStations": [
            with(label("json", "example"), "value", reply(station)),
            with(label("xml", "example"), "value", reply(sensors)),
            with(
                label("json", "errorExample"),
                "error",
                "Stations.0.Height: expected an integer, found text".into(),
            ),
            with(
                label("xml", "errorExample"),
                "error",
                "the text is neither JSON nor XML".into(),
            ),
        ],
        "CloseStation": [with(
            label("json", "example"),
            "error",
            "unknown operation".into(),
        )],
    });
    assert_eq!(read(out.join("replies/weather__2024-01-01.json")), expected);

    let requests = read(out.join("requests/weather__2024-01-01.json"));
    assert_eq!(
        requests["ListStations"][0],
        json!({
            "case": "required",
            "method": "GET",
            "query": { "RegionId": "cn-qingdao" },
            "form": {},
            "header": {},
        })
    );
    assert_eq!(
        requests["ListStations"][1]["query"],
        json!({
            "RegionId": "a b/é%",
            "Tag.1.Key": "k",
            "Tag.1.Value": "1",
            "Tag.2.Key": "K&2",
        })
    );
    let misspelt = requests["ListStations"][2]["error"].as_str().unwrap();
    assert_eq!(misspelt, "Tags: unknown field (did you mean Tag?)");
    assert_eq!(
        requests["MoveStation"],
        json!([{
            "case": "all",
            "method": "POST",
            "query": {},
            "form": { "StationId": "s-1", "Position": "{\"North\":36.5}" },
            "header": { "x-reason": "flood" },
        }])
    );

    let report = read(out.join("report.json"));
    let weather = &report["specifications"][0];
    assert_eq!(
        weather["replies"],
        json!({ "samples": 5, "errors": 3, "panics": 0 })
    );
    assert_eq!(
        weather["requests"],
        json!({ "samples": 4, "errors": 1, "panics": 0 })
    );
    let clean = json!({ "warnings": 0, "errors": 0, "messages": [] });
    assert_eq!(
        weather["check"],
        json!({ "all": clean, "default": clean, "no": clean })
    );
}
