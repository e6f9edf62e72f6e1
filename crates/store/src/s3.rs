//! Blobs in S3 or a compatible storage.

use std::sync::Arc;

use object_store::{ObjectStore, path::Path};

use crate::OpenError;

/// Opens `s3://BUCKET/PREFIX?endpoint=http://127.0.0.1:9000&region=eu-west-1`.
///
/// With an endpoint, requests are path-style. Keys come from `AWS_ACCESS_KEY_ID`,
/// `AWS_SECRET_ACCESS_KEY` and the other variables that S3 clients read, never from the address.
#[cfg(feature = "s3")]
pub(crate) fn open(url: &str) -> Result<(Arc<dyn ObjectStore>, Path), OpenError> {
    use object_store::aws::AmazonS3Builder;

    let bad = |why: &str| OpenError::Storage(why.into());
    let rest = url
        .strip_prefix("s3://")
        .ok_or_else(|| bad("it must begin with s3:// or file://"))?;
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        builder = match pair.split_once('=') {
            Some(("endpoint", endpoint)) => builder
                .with_endpoint(endpoint)
                .with_allow_http(endpoint.starts_with("http://"))
                .with_virtual_hosted_style_request(false),
            Some(("region", region)) => builder.with_region(region),
            _ => return Err(bad("the only parameters after ? are endpoint and region")),
        };
    }
    let objects = builder
        .build()
        .map_err(|error| OpenError::Storage(error.to_string()))?;
    Ok((Arc::new(objects), Path::from(prefix)))
}

/// Refuses S3, because this build has no support for it.
#[cfg(not(feature = "s3"))]
pub(crate) fn open(_url: &str) -> Result<(Arc<dyn ObjectStore>, Path), OpenError> {
    Err(OpenError::Storage(
        "it must begin with file://; s3:// needs a build with the feature s3".into(),
    ))
}
