//! Secrets of the server, made once and the same on every server of a database.

use crate::{db::sql, error::Result, store::Store};

impl Store {
    /// The secret of a name: the one that is kept, or `new`, which is kept from now on.
    ///
    /// # Errors
    /// The database's.
    pub async fn server_key(&self, name: &'static str, new: Vec<u8>) -> Result<Vec<u8>> {
        self.write(None, move |mut conn| {
            Box::pin(async move {
                sql("INSERT INTO server_key (name, secret) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
                    .bind(name)
                    .bind(new)
                    .execute(&mut conn)
                    .await?;
                let (secret,): (Vec<u8>,) = sql("SELECT secret FROM server_key WHERE name = $1")
                    .bind(name)
                    .fetch_one(&mut conn)
                    .await?;
                Ok(secret)
            })
        })
        .await
    }
}
