"""The benchmarks: what each is called, which script measures it, which figures come of it."""

# unit -> (how to get it from nanoseconds, is higher better)
UNITS = {
    "ns": (lambda ns: ns, False),
    "us": (lambda ns: ns / 1e3, False),
    "ms": (lambda ns: ns / 1e6, False),
    "op/s": (lambda ns: 1e9 / ns, True),
    "x": (None, True),
    "req/s": (None, True),
    "MiB": (None, False),
}


class Row:
    """One line of the table: a figure taken from the samples of a benchmark."""

    def __init__(self, key, label, unit, geo=True):
        self.key, self.label, self.unit, self.geo = key, label, unit, geo


class Bench:
    def __init__(self, ident, kind, argv, rows, env=None, opts=None):
        self.id = ident
        self.group = ident.split(".")[0]
        self.kind = kind  # js | proc | server
        self.argv = argv
        self.rows = rows
        self.env = env or {}
        self.opts = opts or {}


def build_list():
    out = []

    def js(ident, script, case, label, unit, env=None, rss=False, key="time", opts=None):
        rows = [Row(key, label, unit)]
        if rss:
            rows.append(Row("rss", label.split(":")[0] + ": peak RSS", "MiB", True))
        out.append(Bench(ident, "js", [script, case], rows, env, opts))

    A = [
        ("js_call", "(yardstick) JS function call, polymorphic, no native code"),
        ("noop", "noop()"),
        ("add_double", "add(double, double)"),
        ("add_int32", "add(int32, int32)"),
        ("args6_typeof", "six arguments, typeof each"),
        ("str_latin1_8", "echo string, 8 chars, latin1"),
        ("str_utf8_8", "echo string, 8 chars, utf8"),
        ("str_utf16_64", "echo string, 64 chars, utf16"),
        ("str_utf8_64_nonascii", "echo string, 64 non-ASCII chars, utf8"),
        ("str_utf8_10k", "echo string, 10 KiB ASCII, utf8"),
        ("str_utf8_10k_two_pass", "same, length first then copy (node-addon-api way)"),
        ("get_named", "call + get_named_property"),
        ("set_named", "call + set_named_property"),
        ("get_named_k", "get_named_property, in native loop"),
        ("set_named_k", "set_named_property, in native loop"),
        ("has_named_k", "has_named_property (absent), in native loop"),
        ("get_property_k", "get_property with napi_value key, in native loop"),
        ("obj5_set", "create object, 5 x set_named_property"),
        ("obj5_define", "create object, define_properties of 5"),
        ("sum_array_1000", "sum Array of 1000 doubles by get_element"),
        ("sum_typed_1000", "sum Float64Array of 1000 (typedarray_info)"),
        ("make_array_1000", "make Array of 1000 doubles by set_element"),
        ("buf_new_64", "create_buffer 64 B"),
        ("buf_copy_64", "create_buffer_copy 64 B"),
        ("buf_copy_64k", "create_buffer_copy 64 KiB"),
        ("buf_ext_64", "create_external_buffer 64 B + finalizer"),
        ("buf_ext_64k", "create_external_buffer 64 KiB + finalizer"),
        ("buf_info_k", "get_buffer_info, in native loop"),
        ("call_js_k", "call_function to JS, in native loop"),
        ("class_method", "method call with unwrap"),
        ("class_getter", "accessor with unwrap"),
        ("unwrap_k", "unwrap, in native loop"),
        ("class_construct", "new Class() with wrap + finalizer"),
        ("new_instance", "new_instance from native (instance data, reference)"),
        ("ref_strong_k", "reference create + delete, strong"),
        ("ref_weak_k", "reference create + delete, weak"),
        ("ref_get_k", "get_reference_value"),
        ("scope_k", "handle scope open + close"),
        ("escapable_scope_k", "escapable scope with one double escaped"),
        ("throw_catch", "throw_error + JS catch"),
        ("bigint64", "echo BigInt int64"),
        ("bigint_words_128", "echo BigInt 128 bit by words"),
        ("symbol_new", "create_symbol"),
        ("date_echo", "echo Date"),
        ("type_tag_check_k", "check_object_type_tag"),
        ("instance_data_k", "get_instance_data"),
        ("typeof_k", "typeof"),
        ("create_double_k", "create_double"),
        ("get_double_k", "get_value_double"),
        ("external_new", "create_external"),
        ("create_function", "create_function"),
        ("promise_resolved", "create_promise + resolve"),
    ]
    for case, label in A:
        out.append(Bench("A." + case, "js", ["a_calls.cjs", case],
                         [Row("time", label, "ns", case != "js_call")], opts={"limit": True}))

    pool = {"UV_THREADPOOL_SIZE": "2"}
    js("B.work_ping", "b_async.cjs", "work_ping", "async_work, one at a time", "us", pool)
    js("B.work_10k", "b_async.cjs", "work_10k", "async_work, 10k queued at once", "op/s", pool)
    js("B.work_10k_promise", "b_async.cjs", "work_10k_promise", "same, a promise for each", "op/s", pool)
    js("B.work_parallel", "b_async.cjs", "work_parallel", "CPU-bound async_work: 8 at once vs in turn", "x", pool, key="speedup")
    js("B.tsfn_1thread", "b_async.cjs", "tsfn_1thread", "tsfn, 1 thread, 1M calls, no limit", "op/s", pool)
    js("B.tsfn_1thread_q64", "b_async.cjs", "tsfn_1thread_q64", "tsfn, 1 thread, blocking, queue 64", "op/s", pool)
    js("B.tsfn_4threads", "b_async.cjs", "tsfn_4threads", "tsfn, 4 threads, 1M calls, no limit", "op/s", pool)
    js("B.tsfn_4threads_q64", "b_async.cjs", "tsfn_4threads_q64", "tsfn, 4 threads, blocking, queue 64", "op/s", pool)
    js("B.tsfn_4threads_q64_shared", "b_async.cjs", "tsfn_4threads_q64_shared", "same, shared stock of calls (no deadlock)", "op/s", pool)
    js("B.tsfn_pingpong", "b_async.cjs", "tsfn_pingpong", "tsfn ping-pong thread <-> JS", "us", pool)

    js("C.wrap_churn", "c_gc.cjs", "wrap_churn", "1M wrapped objects, dropped at once: time", "ms", rss=True)
    js("C.wrap_hold", "c_gc.cjs", "wrap_hold", "1M wrapped objects alive: time", "ms", rss=True)
    js("C.extbuf_churn", "c_gc.cjs", "extbuf_churn", "1M external 1 KiB buffers: time", "ms", rss=True)

    def proc(ident, script, label, rss_label=None):
        rows = [Row("wall", label, "ms")]
        if rss_label:
            rows.append(Row("rss", rss_label, "MiB"))
        out.append(Bench(ident, "proc", [script], rows))

    proc("D.empty", "d_empty.cjs", "empty script, start to exit", "empty script, peak RSS")
    proc("D.addon", "d_addon.cjs", "+ require minimal addon")
    proc("D.modules", "d_modules.cjs", "+ require 1000 CommonJS modules", "1000 modules, peak RSS")
    proc("D.express", "d_express.cjs", "+ require express")

    E = [
        ("sharp_seq", "sharp 1000x1000 jpeg -> 200x200, in turn", "op/s"),
        ("sharp_par4", "sharp, same, 4 in flight", "op/s"),
        ("crc32_1k", "@node-rs/crc32, 1 KiB", "op/s"),
        ("xxh32_16b", "@node-rs/xxhash xxh32, 16 B", "op/s"),
        ("snappy_async_64k", "snappy.compress 64 KiB async, 8 in flight", "op/s"),
        ("lightningcss_small", "lightningcss.transform, 3 rules", "op/s"),
        ("bufferutil_mask_1k", "bufferutil.mask 1 KiB", "op/s"),
        ("utf8_validate_64b", "utf-8-validate 64 B", "op/s"),
        ("msgpackr_unpack", "msgpackr.unpack 20 records (msgpackr-extract)", "op/s"),
        ("level_put", "classic-level put, in turn", "op/s"),
        ("level_get", "classic-level get, in turn", "op/s"),
        ("argon2_par", "argon2id 1 MiB t=2, 8 in flight", "op/s"),
        ("lmdb_get", "lmdb get", "op/s"),
        ("libsql_get", "libsql prepared select by key, sync", "op/s"),
        ("sqlite3_get", "sqlite3 prepared select by key, async in turn", "op/s"),
        ("canvas_fillrect", "@napi-rs/canvas fillRect 1x1", "op/s"),
        ("canvas_transform", "@napi-rs/canvas setTransform", "op/s"),
        ("oxc_parse_small", "oxc-parser parseSync 450 B", "op/s"),
        ("zeromq_reqrep", "zeromq inproc request/reply, in turn", "op/s"),
    ]
    for case, label, unit in E:
        js("E." + case, "e_addons.cjs", case, label, unit)

    for ident, script, path, label, lua, connections in [
        ("F.http", "http.cjs", "/", "node:http hello", None, 64),
        ("F.http_10k", "http.cjs", "/", "node:http hello, 10,000 connections", None, 10000),
        ("F.http_close", "http.cjs", "/", "node:http hello, a connection for each request", "close.lua", 64),
        ("F.http_echo", "bodies.cjs", "/echo", "node:http JSON echo 1 KiB", "post.lua", 64),
        ("F.http_large", "bodies.cjs", "/large", "node:http 256 KiB", None, 64),
        ("F.express", "express.cjs", "/", "Express 5 hello", None, 64),
        ("F.express_10k", "express.cjs", "/", "Express 5 hello, 10,000 connections", None, 10000),
        ("F.express_echo", "express.cjs", "/echo", "Express 5 JSON echo 1 KiB", "post.lua", 64),
    ]:
        out.append(Bench(ident, "server", ["server/" + script], [
            Row("rps", label, "req/s"),
            Row("p50", label + ": p50", "us", False),
            Row("p99", label + ": p99", "us", False),
            Row("rss", label + ": peak RSS", "MiB", False),
        ], opts={"path": path, "lua": lua, "connections": connections}))
    js("F.ws_1", "f_ws.cjs", "1", "ws echo 64 B, 1 in flight", "op/s")
    js("F.ws_32", "f_ws.cjs", "32", "ws echo 64 B, 32 in flight", "op/s")
    # Bun answers require('ws') with a module of its own; by path it is npm's.
    out.append(Bench("F.ws_32_path", "js", ["f_ws.cjs", "32", "path"],
                     [Row("time", "same, npm package required by path", "op/s")]))

    js("G.promises_c64", "g_fs.cjs", "promises_c64", "fs.promises.readFile 4 KiB, 64 in flight", "op/s")
    js("G.sync", "g_fs.cjs", "sync", "fs.readFileSync 4 KiB", "op/s")

    sizes = [("20", "20 B"), ("1k", "1 KiB"), ("1m", "1 MiB"), ("text", "20 characters"), ("oneshot", "crypto.hash, 20 characters")]
    H = [("%s_%s" % (algorithm, size), "%s: %s" % (algorithm, label), "ns")
         for algorithm in ("md5", "sha1", "sha256") for size, label in sizes]
    H += [
        ("sha256_buffer", "sha256: 20 B, a Buffer comes out", "ns"),
        ("sha256_twoparts", "sha256: two updates", "ns"),
        ("hmac_20", "hmac sha256: 20 B", "ns"),
        ("hmac_1k", "hmac sha256: 1 KiB", "ns"),
        ("hmac_text", "hmac sha256: 20 characters, key as text", "ns"),
        ("hmac_key", "hmac sha256: 20 characters, KeyObject", "ns"),
        ("random_bytes", "randomBytes(16)", "ns"),
        ("random_bytes_async", "randomBytes(16) with callback, 8 in flight", "us"),
        ("random_uuid", "randomUUID()", "ns"),
        ("random_int", "randomInt(1000)", "ns"),
        ("random_values", "getRandomValues, 16 B", "ns"),
        ("timing_safe_equal", "timingSafeEqual, 32 B", "ns"),
        ("gcm_encrypt", "aes-256-gcm, 1 KiB", "ns"),
        ("gcm_decrypt", "same, decrypted", "ns"),
        ("gcm_text", "aes-256-gcm, 20 characters to base64", "ns"),
        ("cbc_encrypt", "aes-256-cbc, 1 KiB", "ns"),
        ("cbc_decrypt", "same, decrypted", "ns"),
    ]
    for kind in ("rs256", "es256", "ed25519"):
        H += [(kind + "_sign", kind + " sign", "us"), (kind + "_verify", kind + " verify", "us"),
              (kind + "_verify_pem", kind + " verify, the key as PEM each time", "us"),
              (kind + "_parse", kind + " createPrivateKey, the same PEM each time", "us")]
    H += [
        ("create_sign", "createSign, ES256", "us"),
        ("create_verify", "createVerify, RS256", "us"),
        ("create_secret_key", "createSecretKey, 32 B", "ns"),
        ("generate_ec", "generateKeyPairSync P-256", "us"),
        ("generate_ed25519", "generateKeyPairSync Ed25519", "us"),
        ("generate_rsa", "generateKeyPair RSA 2048, 8 in flight", "ms"),
        ("ecdh", "diffieHellman P-256", "us"),
        ("x25519", "diffieHellman X25519", "us"),
        ("pbkdf2", "pbkdf2 sha256, 10,000 rounds, 8 in flight", "us"),
        ("scrypt", "scrypt with defaults, 8 in flight", "ms"),
        ("hkdf", "hkdf, 8 in flight", "us"),
        ("subtle_digest", "subtle.digest SHA-256 1 KiB, 8 in flight", "us"),
        ("subtle_hmac", "subtle.sign HMAC 1 KiB, 8 in flight", "us"),
        ("subtle_es256", "subtle.sign ECDSA 1 KiB, 8 in flight", "us"),
        ("subtle_gcm", "subtle.encrypt AES-GCM 1 KiB, 8 in flight", "us"),
    ]
    for case, label, unit in H:
        js("H." + case, "h_crypto.cjs", case, label, unit)
    return out
