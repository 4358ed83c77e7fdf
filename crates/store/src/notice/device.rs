//! The browsers that are told at once.

use chrono::{DateTime, Utc};
use klas_domain::id::{Id, of};
use sqlx::FromRow;
use uuid::Uuid;

use crate::{
    db::{Conn, sql},
    error::Result,
    store::{Reader, Store},
};

/// The most devices of an account; the oldest makes room.
const LIMIT: i64 = 10;

/// A browser that its person allows to be told.
#[derive(Clone, Debug)]
pub struct NewDevice {
    /// Whose it is.
    pub account: Id<of::Account>,
    /// Where its push service takes what is for it.
    pub endpoint: String,
    /// Where that was before its browser replaced the address; none where it is allowed anew.
    pub instead: Option<String>,
    /// Its public key: an uncompressed point of P-256 (RFC 8291).
    pub p256dh: Vec<u8>,
    /// Its secret, 16 bytes.
    pub auth: Vec<u8>,
    /// The hash of the session's token in which it was allowed.
    pub session: Vec<u8>,
    /// The code of the language in which it is told.
    pub language: &'static str,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// A device that is told at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Identifier.
    pub id: Id<of::Device>,
    /// Where its push service takes what is for it.
    pub endpoint: String,
    /// Its public key.
    pub p256dh: Vec<u8>,
    /// Its secret.
    pub auth: Vec<u8>,
    /// Since when it is told.
    pub made_at: DateTime<Utc>,
    /// Whether the last attempts failed.
    pub fails: bool,
    /// The hash of the session's token in which it was allowed.
    pub session: Vec<u8>,
    /// The code of the language in which it is told.
    pub language: String,
}

#[derive(FromRow)]
struct DeviceRow {
    device_id: Uuid,
    endpoint: String,
    p256dh: Vec<u8>,
    auth: Vec<u8>,
    made_at: DateTime<Utc>,
    failures: i32,
    session_hash: Vec<u8>,
    language: String,
}

impl From<DeviceRow> for Device {
    fn from(row: DeviceRow) -> Self {
        Self {
            id: row.device_id.into(),
            endpoint: row.endpoint,
            p256dh: row.p256dh,
            auth: row.auth,
            made_at: row.made_at,
            fails: row.failures > 0,
            session: row.session_hash,
            language: row.language,
        }
    }
}

impl Reader {
    /// A device, and whose it is.
    pub(super) async fn device(&mut self, device: Uuid) -> Result<Option<(Id<of::Account>, Device)>> {
        #[derive(FromRow)]
        struct Row {
            account_id: Uuid,
            #[sqlx(flatten)]
            device: DeviceRow,
        }
        let row: Option<Row> =
            sql("SELECT account_id, device_id, endpoint, p256dh, auth, made_at, failures, \
             session_hash, language FROM push_device WHERE device_id = $1")
            .bind(device)
            .fetch_optional(&mut self.conn())
            .await?;
        Ok(row.map(|row| (row.account_id.into(), row.device.into())))
    }
}

impl Store {
    /// Tells a device from now on; one that was another account's is this one's alone. A device of the account whose
    /// browser replaced its address stays the same one, with what waits for it.
    ///
    /// # Errors
    /// The database's; then nothing was written.
    pub async fn add_device(&self, device: NewDevice) -> Result<()> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                sql("DELETE FROM push_device WHERE endpoint = $1")
                    .bind(&device.endpoint)
                    .execute(&mut conn)
                    .await?;
                if renew(&mut conn, &device).await? {
                    return Ok(());
                }
                sql("INSERT INTO push_device (device_id, account_id, endpoint, p256dh, auth, session_hash, made_at, \
                     language) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
                .bind(Id::<of::Device>::new())
                .bind(device.account)
                .bind(device.endpoint)
                .bind(device.p256dh)
                .bind(device.auth)
                .bind(device.session)
                .bind(device.now)
                .bind(device.language)
                .execute(&mut conn)
                .await?;
                sql("DELETE FROM push_device WHERE account_id = $1 AND device_id NOT IN \
                     (SELECT device_id FROM push_device WHERE account_id = $1 ORDER BY made_at DESC LIMIT $2)")
                .bind(device.account)
                .bind(LIMIT)
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }

    /// Lets the devices of a session go on with another one of the same account, and end with that one.
    ///
    /// # Errors
    /// The database's.
    pub async fn carry_devices(&self, from: Vec<u8>, to: Vec<u8>) -> Result<()> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                sql("UPDATE push_device SET session_hash = $2 WHERE session_hash = $1 \
                     AND account_id = (SELECT s.account_id FROM session s WHERE s.token_hash = $2)")
                .bind(from)
                .bind(to)
                .execute(&mut conn)
                .await
                .map(|_| ())
            })
        })
        .await
    }

    /// The devices of an account, the newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn devices(&self, account: Id<of::Account>) -> Result<Vec<Device>> {
        let mut reader = self.read_accounts().await?;
        let rows: Vec<DeviceRow> =
            sql("SELECT device_id, endpoint, p256dh, auth, made_at, failures, session_hash, \
             language FROM push_device WHERE account_id = $1 ORDER BY made_at DESC, device_id")
            .bind(account)
            .fetch_all(&mut reader.conn())
            .await?;
        Ok(rows.into_iter().map(Device::from).collect())
    }

    /// Tells a device of an account no more.
    ///
    /// # Errors
    /// The database's.
    pub async fn remove_device(&self, account: Id<of::Account>, device: Id<of::Device>) -> Result<()> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                sql("DELETE FROM push_device WHERE account_id = $1 AND device_id = $2")
                    .bind(account)
                    .bind(device)
                    .execute(&mut conn)
                    .await
                    .map(|_| ())
            })
        })
        .await
    }
}

/// Gives a device of the account its new address, and tells whether there is one that had the old.
async fn renew(conn: &mut Conn<'_>, device: &NewDevice) -> Result<bool> {
    let renewed = sql("UPDATE push_device SET endpoint = $3, p256dh = $4, auth = $5, session_hash = $6, \
         language = $7, failures = 0 WHERE account_id = $1 AND endpoint = $2")
    .bind(device.account)
    .bind(device.instead.clone())
    .bind(&device.endpoint)
    .bind(device.p256dh.clone())
    .bind(device.auth.clone())
    .bind(device.session.clone())
    .bind(device.language)
    .execute(conn)
    .await?;
    Ok(renewed == 1)
}
