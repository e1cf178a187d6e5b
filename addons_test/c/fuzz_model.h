// The model of fuzz.c: what a sequence has, and how each call is checked and goes into the digest.

#include <pthread.h>
#include <stdatomic.h>

#define OBJECTS 24
#define KEYS 6
#define REFERENCES 32
#define HOOKS 16
#define QUEUES 4
#define WORKS 6
#define CONTEXTS 4
#define DEFERREDS 4
#define ABSENT INT32_MIN

// Something that must end exactly once: in its finalizer, its completion, its hook, or because it was taken back.
typedef struct Thing {
  struct Thing* next;
  atomic_int ends;
  char memory[64];
} Thing;

static _Atomic(Thing*) all_things;

typedef struct {
  napi_ref root;  // strong: the object lives until the model drops it; NULL: no object here
  int32_t values[KEYS];
  Thing* wrapped;
  int tag;
  bool frozen, sealed, instance;
} Object;

typedef struct {
  napi_ref reference;
  uint32_t count;
  int object;  // -1: the object was dropped, the value may be gone
} Reference;

typedef struct {
  napi_async_cleanup_hook_handle handle;
  Thing* thing;
} AsyncHook;

typedef struct {
  napi_threadsafe_function function;
  Thing* thing;
  size_t capacity, queued;
  int holders;
  uintptr_t sent, received;
  bool closing, finalized;
} Queue;

typedef struct {
  napi_async_work work;
  Thing* thing;
  bool queued, done;
} Work;

typedef struct {
  napi_env env;
  uint64_t seed, random, digest;
  int step, depth;
  bool pending;
  const char* call;
  // Shared with JavaScript: steps so far; whether the worker is being ended.
  atomic_int* progress;
  atomic_int* ending;
  Object objects[OBJECTS];
  Reference references[REFERENCES];
  Thing* hooks[HOOKS];
  int hook_count;
  AsyncHook* async_hooks[HOOKS];
  Queue* queues[QUEUES];
  Work* works[WORKS];
  napi_ref class_, callback;
  napi_async_context contexts[CONTEXTS];
  napi_deferred deferreds[DEFERREDS];
  Thing* instance_data;
} Fuzz;

#define CHECK(condition)                                                                                              \
  do {                                                                                                                \
    if (!(condition) && !*fuzz->ending) {                                                                             \
      fprintf(stderr, "fuzz: seed %llu, step %d, %s: %s does not hold (line %d)\n", (unsigned long long)fuzz->seed, fuzz->step, \
              fuzz->call, #condition, __LINE__);                                                                      \
      abort();                                                                                                        \
    }                                                                                                                 \
  } while (0)

static Thing* new_thing(void) {
  Thing* thing = calloc(1, sizeof(*thing));
  thing->next = all_things;
  while (!atomic_compare_exchange_weak(&all_things, &thing->next, thing)) {
  }
  return thing;
}

static void end_thing(Thing* thing) { thing->ends++; }

static uint32_t pick(Fuzz* fuzz, uint32_t limit) {
  fuzz->random ^= fuzz->random << 13;
  fuzz->random ^= fuzz->random >> 7;
  fuzz->random ^= fuzz->random << 17;
  return (uint32_t)(fuzz->random >> 33) % limit;
}

static void note(Fuzz* fuzz, uint64_t what) { fuzz->digest = (fuzz->digest ^ what) * 0x100000001b3; }

static bool verbose;

// A call that may run JavaScript: refused while an exception is pending.
static napi_status js(Fuzz* fuzz, const char* call, napi_status status) {
  bool pending = false;
  fuzz->call = call;
  if (verbose) fprintf(stderr, "%d.%d %s %s\n", fuzz->depth, fuzz->step, call, status_name(status));
  note(fuzz, (uint64_t)status);
  if (fuzz->pending) CHECK(status == napi_pending_exception);
  CHECK(napi_is_exception_pending(fuzz->env, &pending) == napi_ok);
  if (status == napi_ok) CHECK(!pending);
  if (status == napi_pending_exception) CHECK(pending);
  if (fuzz->pending) CHECK(pending);
  fuzz->pending = pending;
  return status;
}

// A call that is allowed at any time.
static napi_status plain(Fuzz* fuzz, const char* call, napi_status status) {
  fuzz->call = call;
  if (verbose) fprintf(stderr, "%d.%d %s %s\n", fuzz->depth, fuzz->step, call, status_name(status));
  note(fuzz, (uint64_t)status);
  return status;
}

#define JS(call) js(fuzz, #call, call)
#define PLAIN(call) plain(fuzz, #call, call)
#define OK(call) CHECK(PLAIN(call) == napi_ok)

static void finalize_late(napi_env env, void* data, void* hint) {
  napi_value object;
  if (env != NULL) MUST(napi_create_object(env, &object));
  end_thing(hint ? hint : data);
}

#ifdef NAPI_EXPERIMENTAL
// Inside the collector little is allowed, but asking for a later call is.
static void finalize(node_api_basic_env env, void* data, void* hint) {
  if (env == NULL) end_thing(hint ? hint : data);
  else MUST(node_api_post_finalizer(env, finalize_late, data, hint));
}
#else
#define finalize finalize_late
#endif

static int some_object(Fuzz* fuzz) {
  int start = (int)pick(fuzz, OBJECTS);
  for (int i = 0; i < OBJECTS; i++) {
    if (fuzz->objects[(start + i) % OBJECTS].root) return (start + i) % OBJECTS;
  }
  return -1;
}

static napi_value object_value(Fuzz* fuzz, int index) {
  napi_value value = NULL;
  OK(napi_get_reference_value(fuzz->env, fuzz->objects[index].root, &value));
  CHECK(value != NULL);
  return value;
}

static napi_value key_value(Fuzz* fuzz, int key) {
  char name[8];
  napi_value value;
  snprintf(name, sizeof(name), "key%d", key);
  OK(napi_create_string_utf8(fuzz->env, name, NAPI_AUTO_LENGTH, &value));
  return value;
}
