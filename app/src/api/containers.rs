//! All containers of a school at once: a school that moves takes them along.

use std::{
    fs::File,
    io::{Read, Seek},
};

use axum::body::{Body, Bytes};
use chrono::Datelike;
use futures::stream;
use klas_documents::package::Package;
use klas_domain::{Action, Scope, calendar::year_label};

use crate::{
    api::{access::require, archive::keep_looks},
    failure::Failure,
    visit::Visit,
};

/// How much of the file is sent at once, in bytes.
const CHUNK: usize = 256 << 10;

/// The containers of the year that began in a calendar year, or of all years, as one ZIP with a folder for each year. It is
/// put together in a file that has no name, with one container in memory, and sent from there.
pub async fn all(visit: &Visit, began: Option<i32>) -> Result<Body, Failure> {
    let actor = visit.actor()?;
    require(actor, Action::TakeContainers, &Scope::school(actor.school))?;
    let mut kept = visit.reader().await?.containers().await?;
    kept.retain(|own| began.is_none_or(|began| own.year.0.year() == began));
    if kept.is_empty() {
        return Err(Failure::NotFound);
    }
    let mut package = blocking(|| tempfile::tempfile().map(Package::new)).await?;
    for own in kept {
        // Packing takes long: nobody waits meanwhile for a connection that is held.
        let (content, _) = visit.reader().await?.archived(own.class).await?;
        keep_looks(visit, own.class).await?;
        let year = year_label(own.year.0.year()).replace('/', "-");
        let name = format!("{year}/{}.asice", own.name);
        package = blocking(move || package.add(&name, &content).map(|()| package)).await?;
    }
    let file = blocking(move || {
        let mut file = package.finish()?;
        file.rewind().map(|()| file)
    })
    .await?;
    Ok(Body::from_stream(stream::unfold(Some(file), next)))
}

/// The next part of a file; none after its end, or after a part that could not be read.
async fn next(file: Option<File>) -> Option<(std::io::Result<Bytes>, Option<File>)> {
    let mut file = file?;
    let read = tokio::task::spawn_blocking(move || {
        let mut chunk = vec![0; CHUNK];
        let length = file.read(&mut chunk)?;
        chunk.truncate(length);
        Ok::<_, std::io::Error>((chunk, file))
    });
    match read.await.map_err(std::io::Error::other).flatten() {
        Ok((chunk, _)) if chunk.is_empty() => None,
        Ok((chunk, file)) => Some((Ok(chunk.into()), Some(file))),
        Err(error) => Some((Err(error), None)),
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(std::io::Error::other).flatten().map_err(|error| {
        tracing::error!(%error, "the containers could not be put together");
        Failure::Internal
    })
}
