//! MD5, SHA-1 and SHA-2, which AWS-LC has in assembler. Their states are plain data: a copy is a copy of bytes.

use super::ffi;

macro_rules! hashers {
    ($($name:ident $new:ident $context:ident $size:literal $init:ident $update:ident $finish:ident;)*) => {
        /// A hash that is being computed.
        #[derive(Clone, Copy)]
        pub enum Hasher {
            $($name(ffi::$context),)*
        }

        impl Hasher {
            $(pub fn $new() -> Self {
                let mut context = std::mem::MaybeUninit::uninit();
                // SAFETY: the function sets the whole context, and cannot fail.
                Self::$name(unsafe {
                    ffi::$init(context.as_mut_ptr());
                    context.assume_init()
                })
            })*

            pub fn update(&mut self, bytes: &[u8]) {
                // SAFETY: the context is set; the bytes are only read.
                unsafe {
                    match self {
                        $(Self::$name(context) => ffi::$update(context, bytes.as_ptr().cast(), bytes.len()),)*
                    };
                }
            }

            pub fn finish(mut self) -> Vec<u8> {
                match &mut self {
                    $(Self::$name(context) => {
                        let mut output = vec![0; $size];
                        // SAFETY: the context is set; the vector has the length of this function's output.
                        unsafe { ffi::$finish(output.as_mut_ptr(), context) };
                        output
                    })*
                }
            }
        }
    };
}

hashers! {
    Md5 md5 MD5_CTX 16 MD5_Init MD5_Update MD5_Final;
    Sha1 sha1 SHA_CTX 20 SHA1_Init SHA1_Update SHA1_Final;
    Sha224 sha224 SHA256_CTX 28 SHA224_Init SHA224_Update SHA224_Final;
    Sha256 sha256 SHA256_CTX 32 SHA256_Init SHA256_Update SHA256_Final;
    Sha384 sha384 SHA512_CTX 48 SHA384_Init SHA384_Update SHA384_Final;
    Sha512 sha512 SHA512_CTX 64 SHA512_Init SHA512_Update SHA512_Final;
    Sha512Of224 sha512_224 SHA512_CTX 28 SHA512_224_Init SHA512_224_Update SHA512_224_Final;
    Sha512Of256 sha512_256 SHA512_CTX 32 SHA512_256_Init SHA512_256_Update SHA512_256_Final;
}
