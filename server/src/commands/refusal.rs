//! Why a command did not do it, in the words of whoever ran it.

use klas_store::StoreError;
use thiserror::Error;

/// Why a command did not do it: one line for the person who ran it.
#[derive(Debug, Error)]
pub enum Refusal {
    #[error("{}", told(.0))]
    Store(#[from] StoreError),
    #[error("{0}")]
    Words(String),
}

/// What the store could not do. What a driver says of it stays as the driver says it: it is searched for by these words.
fn told(error: &StoreError) -> String {
    match error {
        StoreError::Address(address) => {
            format!("«{address}» – не адреса бази: потрібно sqlite://ФАЙЛ або postgres://…")
        }
        StoreError::Open { address, cause } => format!("не вдалося відкрити базу {address}: {cause}"),
        StoreError::NewerSchema => {
            "базу створила новіша версія Klas: встановіть ту саму версію або новішу".to_owned()
        }
        StoreError::Migrate(cause) => format!("не вдалося оновити базу: {cause}"),
        StoreError::Sql(cause) => format!("база відмовила: {cause}"),
        StoreError::Commit(cause) => format!("не вдалося записати зміни: {cause}"),
        StoreError::Closed => "програма завершується, базу вже закрито".to_owned(),
        StoreError::Corrupt(what) => format!("у базі не те, що записала програма: {what}"),
        StoreError::DryRun(_) => "це була лише спроба: нічого не змінено".to_owned(),
        StoreError::NotFound => "у базі цього немає".to_owned(),
        StoreError::Archived(locked) => format!(
            "журнал {} за {} архівовано й підписано: його класу, учнів і уроків того року не змінюють",
            locked.name, locked.year
        ),
        StoreError::Exists(what) => format!("у базі таке вже є: {what}"),
    }
}
