//! Ordering the package of a semester, looking how far it is, taking it.

use std::io::Cursor;

use klas_documents::package::Package as Packed;
use klas_domain::{Action, Id, Scope, figures::Period, id::of, look::Looked};
use klas_store::{
    Reader,
    look::LookedAt,
    package::{Making, Package, PackageKind, PackageOrder},
};

use crate::{
    api::{access::require, looks},
    failure::Failure,
    visit::Visit,
    work::apart,
};

/// Only who reads the reports of the whole school has to do with its package.
fn authorise(visit: &Visit) -> Result<(), Failure> {
    let actor = visit.actor()?;
    require(actor, Action::ReadReports, &Scope::school(actor.school))
}

/// The school's last package.
pub async fn package(visit: &Visit) -> Result<Option<Package>, Failure> {
    authorise(visit)?;
    Ok(visit.reader().await?.package(PackageKind::Documents).await?)
}

/// Orders a package; one that is being made goes on instead.
pub async fn order(visit: &Visit, period: Period) -> Result<(), Failure> {
    authorise(visit)?;
    let person = visit.person()?;
    let order = PackageOrder {
        school: person.actor.school,
        what: Making::Documents(period),
        day: visit.today(),
        account: person.account,
        author: person.actor.person,
        now: visit.state.clock.now(),
    };
    visit.state.store.order_package(order).await?;
    visit.state.ordered.notify_one();
    Ok(())
}

/// Stops the package that is being made.
pub async fn cancel(visit: &Visit) -> Result<(), Failure> {
    authorise(visit)?;
    Ok(visit.state.store.cancel_package(visit.school()?, PackageKind::Documents).await?)
}

/// The classes whose report cards are in the school's last package.
async fn classes(reader: &mut Reader) -> Result<Vec<Id<of::SchoolClass>>, Failure> {
    let package = reader.package(PackageKind::Documents).await?.ok_or(Failure::NotFound)?;
    let (year, _) = reader.year(package.day).await?;
    Ok(reader.classes(year, package.day).await?.into_iter().map(|class| class.id).collect())
}

/// The package as one file, once it is ready. Whoever takes it looks at the report cards of all classes.
pub async fn packed(visit: &Visit) -> Result<(Period, Vec<u8>), Failure> {
    authorise(visit)?;
    let mut reader = visit.reader().await?;
    let (period, files) = reader.package_files().await?;
    let classes = classes(&mut reader).await?;
    drop(reader);
    for class in classes {
        looks::keep(visit, LookedAt::Class(class), Looked::Cards).await?;
    }
    let packed = apart(move || {
        let mut package = Packed::new(Cursor::new(Vec::new()));
        for file in &files {
            package.add(&file.name, &file.content)?;
        }
        package.finish()
    })
    .await?;
    let packed = packed.map_err(|error| {
        tracing::error!(%error, "a package could not be packed");
        Failure::Internal
    })?;
    Ok((period, packed.into_inner()))
}
