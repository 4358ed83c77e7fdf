//! The browser's database, where texts outlive the page and the browser.

use std::{cell::RefCell, rc::Rc};

use idb::{
    Database, DatabaseEvent, Error, Factory, ObjectStore, ObjectStoreParams, Query, Transaction,
    TransactionMode,
};
use wasm_bindgen::JsValue;

const DATABASE: &str = "klas";
const UNSAVED: &str = "unsaved";

thread_local! {
    /// Stays open: what is typed just before the page is left would be lost while the database is being opened.
    static OPENED: RefCell<Option<Rc<Database>>> = const { RefCell::new(None) };
}

async fn opened() -> Result<Rc<Database>, Error> {
    if let Some(database) = OPENED.with_borrow(Clone::clone) {
        return Ok(database);
    }
    let mut request = Factory::new()?.open(DATABASE, Some(1))?;
    request.on_upgrade_needed(|event| {
        if let Ok(database) = event.database() {
            let _ = database.create_object_store(UNSAVED, ObjectStoreParams::new());
        }
    });
    let mut database = request.await?;
    // Two may have asked at once.
    if let Some(other) = OPENED.with_borrow(Clone::clone) {
        database.close();
        return Ok(other);
    }
    database.on_close(|_| drop(OPENED.take()));
    // A later version of the page, or a person who clears the browser, waits for this.
    database.on_version_change(|_| {
        if let Some(database) = OPENED.take() {
            database.close();
        }
    });
    // The browser may still call them when the page has let go of the database.
    database.forget_callbacks();
    let database = Rc::new(database);
    OPENED.set(Some(Rc::clone(&database)));
    Ok(database)
}

async fn begin(mode: TransactionMode) -> Result<(Transaction, ObjectStore), Error> {
    let begun = opened().await?.transaction(&[UNSAVED], mode);
    let transaction = if let Ok(transaction) = begun {
        transaction
    } else {
        // The browser closed it: its data were cleared.
        OPENED.take();
        opened().await?.transaction(&[UNSAVED], mode)?
    };
    let store = transaction.object_store(UNSAVED)?;
    Ok((transaction, store))
}

/// Keeps a text under a key; an empty one takes away what stood there.
pub async fn put(key: &str, text: &str) -> Result<(), Error> {
    let (transaction, store) = begin(TransactionMode::ReadWrite).await?;
    let key = JsValue::from(key);
    // Nothing is waited for before the end is asked for: the page may be gone by then.
    if text.is_empty() {
        store.delete(Query::Key(key))?;
    } else {
        store.put(&text.into(), Some(&key))?;
    }
    transaction.commit()?.await?;
    Ok(())
}

/// The keys of all texts.
pub async fn keys() -> Result<Vec<String>, Error> {
    let (_, store) = begin(TransactionMode::ReadOnly).await?;
    let keys = store.get_all_keys(None, None)?.await?;
    Ok(keys.iter().filter_map(JsValue::as_string).collect())
}

/// Takes the texts out that are wanted, by key and text; of two pages that want the same, one gets it.
pub async fn take(wanted: impl Fn(&str, &str) -> bool) -> Result<Vec<String>, Error> {
    let (transaction, store) = begin(TransactionMode::ReadWrite).await?;
    let mut taken = Vec::new();
    for key in store.get_all_keys(None, None)?.await? {
        let text = store.get(Query::Key(key.clone()))?.await?.and_then(|text| text.as_string());
        if let (Some(name), Some(text)) = (key.as_string(), text)
            && wanted(&name, &text)
        {
            store.delete(Query::Key(key))?.await?;
            taken.push(text);
        }
    }
    transaction.commit()?.await?;
    Ok(taken)
}
