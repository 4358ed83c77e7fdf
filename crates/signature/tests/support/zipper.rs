//! Writes ZIPs, also such as no honest program writes.

/// A file to write.
#[derive(Clone)]
pub struct Entry {
    pub name: Vec<u8>,
    pub data: Vec<u8>,
    pub packed: bool,
    pub flags: u16,
    pub method: Option<u16>,
    /// Fields of the header before the data, and of that in the directory.
    pub extra: Vec<u8>,
    pub listed_extra: Vec<u8>,
    /// What the headers say of the size, where they lie.
    pub claimed: Option<u32>,
    /// The name in the header before the data, where it is another.
    pub other_name: Option<Vec<u8>>,
    pub checksum: Option<u32>,
}

impl Entry {
    pub fn new(name: &str, data: &[u8]) -> Self {
        Self {
            name: name.as_bytes().to_vec(),
            data: data.to_vec(),
            packed: false,
            flags: 0x0800,
            method: None,
            extra: Vec::new(),
            listed_extra: Vec::new(),
            claimed: None,
            other_name: None,
            checksum: None,
        }
    }

    pub fn packed(mut self) -> Self {
        self.packed = true;
        self
    }
}

pub fn zip(entries: &[Entry]) -> Vec<u8> {
    let order: Vec<usize> = (0..entries.len()).collect();
    zip_listed(entries, &order)
}

/// The same with another order of the directory, which is given by the places of the entries.
pub fn zip_listed(entries: &[Entry], order: &[usize]) -> Vec<u8> {
    let (mut file, mut headers) = (Vec::new(), Vec::new());
    for entry in entries {
        let packed = if entry.packed {
            miniz_oxide::deflate::compress_to_vec(&entry.data, 6)
        } else {
            entry.data.clone()
        };
        let mut common = Vec::new();
        common.extend(20_u16.to_le_bytes());
        common.extend(entry.flags.to_le_bytes());
        common.extend(entry.method.unwrap_or(u16::from(entry.packed) * 8).to_le_bytes());
        common.extend([0; 4]);
        common.extend(entry.checksum.unwrap_or_else(|| crc32fast::hash(&entry.data)).to_le_bytes());
        common.extend(u32::try_from(packed.len()).unwrap().to_le_bytes());
        let size = entry.claimed.unwrap_or_else(|| u32::try_from(entry.data.len()).unwrap());
        common.extend(size.to_le_bytes());

        let offset = u32::try_from(file.len()).unwrap();
        let local_name = entry.other_name.as_ref().unwrap_or(&entry.name);
        file.extend(b"PK\x03\x04");
        file.extend(&common);
        file.extend(u16::try_from(local_name.len()).unwrap().to_le_bytes());
        file.extend(u16::try_from(entry.extra.len()).unwrap().to_le_bytes());
        file.extend(local_name);
        file.extend(&entry.extra);
        file.extend(&packed);

        let mut header = b"PK\x01\x02\x14\x00".to_vec();
        header.extend(&common);
        header.extend(u16::try_from(entry.name.len()).unwrap().to_le_bytes());
        header.extend(u16::try_from(entry.listed_extra.len()).unwrap().to_le_bytes());
        header.extend([0; 10]);
        header.extend(offset.to_le_bytes());
        header.extend(&entry.name);
        header.extend(&entry.listed_extra);
        headers.push(header);
    }
    let directory: Vec<u8> = order.iter().flat_map(|place| headers[*place].clone()).collect();
    let start = u32::try_from(file.len()).unwrap();
    let (count, size) = (u16::try_from(entries.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    file.extend(directory);
    file.extend(b"PK\x05\x06\0\0\0\0");
    file.extend(count.to_le_bytes());
    file.extend(count.to_le_bytes());
    file.extend(size.to_le_bytes());
    file.extend(start.to_le_bytes());
    file.extend([0; 2]);
    file
}
