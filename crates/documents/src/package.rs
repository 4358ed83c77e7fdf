//! Many files in one: a ZIP whose files are compressed already.

use std::io::{Result, Seek, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// A package that is being written. Equal files give equal packages.
pub struct Package<W: Write + Seek>(ZipWriter<W>);

impl<W: Write + Seek> Package<W> {
    /// An empty package.
    pub fn new(to: W) -> Self {
        Self(ZipWriter::new(to))
    }

    /// Adds a file under a path with `/` between folders.
    ///
    /// # Errors
    /// Those of what it is written to; a name that is there already.
    pub fn add(&mut self, name: &str, content: &[u8]) -> Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.0.start_file(name, options)?;
        self.0.write_all(content)
    }

    /// Writes the list of files that ends the package.
    ///
    /// # Errors
    /// Those of what it is written to.
    pub fn finish(self) -> Result<W> {
        Ok(self.0.finish()?)
    }
}
