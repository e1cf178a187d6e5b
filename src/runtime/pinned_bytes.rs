//! Memory of JavaScript for work on other threads: who works with it owns a share of it, whatever JavaScript does meanwhile
//! (`ArrayBuffer.prototype.transfer`, `structuredClone`, closing the stream that it belongs to).

/// The bytes of an `ArrayBufferView`, kept in place while an operation uses them on any thread.
pub struct PinnedBytes {
    data: *mut u8,
    length: usize,
    store: Option<v8::SharedRef<v8::BackingStore>>,
}

// SAFETY: the backing store lives outside the collected heap and is kept alive by `store`, also after its buffer was detached; the
// bytes themselves are plain memory. JavaScript may race with the operation on their content, which no invariant depends on.
unsafe impl Send for PinnedBytes {}

impl PinnedBytes {
    /// The whole view; empty for anything that is not a view.
    pub fn new(value: v8::Local<v8::Value>) -> Self {
        let Ok(view) = v8::Local::<v8::ArrayBufferView>::try_from(value) else {
            return PinnedBytes { data: std::ptr::null_mut(), length: 0, store: None };
        };
        // First, because it moves the content of a small array out of the collected heap.
        let store = view.get_backing_store();
        PinnedBytes { data: view.data().cast(), length: view.byte_length(), store }
    }

    /// Whether JavaScript can take away the pages that these bytes are on while an operation uses them. System calls answer
    /// `EFAULT` then; everything else needs a copy.
    pub fn can_shrink(&self) -> bool {
        self.store.as_ref().is_some_and(|store| store.is_resizable_by_user_javascript() && !store.is_shared())
    }

    /// `length` bytes from `offset` on, or as much of that as the view has.
    pub fn slice(value: v8::Local<v8::Value>, offset: usize, length: usize) -> Self {
        let mut bytes = PinnedBytes::new(value);
        let offset = offset.min(bytes.length);
        // SAFETY: `offset` is within the view's bytes.
        bytes.data = unsafe { bytes.data.add(offset) };
        bytes.length = length.min(bytes.length - offset);
        bytes
    }

    pub fn as_slice(&self) -> &[u8] {
        if self.length == 0 {
            return &[];
        }
        // SAFETY: `data` and `length` describe memory that `store` keeps alive.
        unsafe { std::slice::from_raw_parts(self.data, self.length) }
    }

    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        if self.length == 0 {
            return &mut [];
        }
        // SAFETY: as in `as_slice`.
        unsafe { std::slice::from_raw_parts_mut(self.data, self.length) }
    }

    /// Fills the bytes with the beginning of `source`, as far as both go. For bytes that no other thread uses.
    pub fn copy_from(&mut self, source: &[u8]) {
        let length = self.length.min(source.len());
        self.as_mut_slice()[..length].copy_from_slice(&source[..length]);
    }
}
