// Thread-safe functions under load: several threads call one function, which ends in the middle of it in every way there is.
// Each storm keeps account of every item: what was accepted must be delivered or handed back, once.

#define NAPI_VERSION 10
#include "common.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define MAX_THREADS 16

typedef struct Storm Storm;

typedef struct {
  Storm* storm;
  pthread_t thread;
  int number;
} Producer;

struct Storm {
  napi_threadsafe_function function;
  Producer producers[MAX_THREADS];
  int threads, calls_each, late;
  napi_threadsafe_function_call_mode mode;
  // A producer that reaches this call aborts the function, or lets go of it; -1: none.
  int abort_at, leave_at;
  atomic_int accepted, full, closing, released, unexpected;
  int delivered, handed_back, finalized;
  // The deliveries after which JavaScript is called; 1: after each.
  int every;
  napi_ref on_end;
  // A detached storm belongs to its threads and its function, and ends with the last of them.
  bool detached;
  atomic_int owners;
};

static atomic_int storms;

static void let_go(Storm* storm) {
  if (storm->detached && --storm->owners == 0) {
    storms--;
    free(storm);
  }
}

static void call_repeatedly(Producer* self) {
  Storm* storm = self->storm;
  for (int i = 0; i < storm->calls_each; i++) {
    if (self->number == 0 && i == storm->abort_at) {
      if (napi_release_threadsafe_function(storm->function, napi_tsfn_abort) == napi_ok) storm->released++;
      else storm->unexpected++;
      return;
    }
    if (i == storm->leave_at && self->number % 2) break;
    napi_status status = napi_call_threadsafe_function(storm->function, (void*)(uintptr_t)(i + 1), storm->mode);
    switch (status) {
      case napi_ok: storm->accepted++; break;
      case napi_queue_full: storm->full++; i--; sched_yield(); break;
      // This thread holds the function no longer.
      case napi_closing: storm->closing++; return;
      default: storm->unexpected++; return;
    }
  }
  if (napi_release_threadsafe_function(storm->function, napi_tsfn_release) == napi_ok) storm->released++;
  else storm->unexpected++;
}

static void* produce(void* data) {
  Storm* storm = ((Producer*)data)->storm;
  call_repeatedly(data);
  let_go(storm);
  return NULL;
}

static void deliver(napi_env env, napi_value function, void* context, void* data) {
  Storm* storm = context;
  if (storm->finalized) storm->unexpected++;
  if (env == NULL) {
    storm->handed_back++;
    return;
  }
  storm->delivered++;
  if (storm->every && storm->delivered % storm->every == 0) {
    napi_value ignored, argument = number_value(env, storm->delivered);
    napi_call_function(env, undefined_value(env), function, 1, &argument, &ignored);
  }
}

// Nobody calls `deliver` any more, but threads may still be in their last call.
static void finalize(napi_env env, void* data, void* context) {
  Storm* storm = context;
  storm->finalized++;
  napi_value function, ignored;
  MUST(napi_get_reference_value(env, storm->on_end, &function));
  MUST(napi_delete_reference(env, storm->on_end));
  napi_call_function(env, undefined_value(env), function, 0, NULL, &ignored);
  let_go(storm);
}

static Storm* storm_of(napi_env env, napi_value external) {
  void* storm;
  MUST(napi_get_value_external(env, external, &storm));
  return storm;
}

static int option(napi_env env, napi_value options, const char* name) {
  napi_value value;
  // Fails in a worker that is terminated meanwhile: a storm without threads cannot begin.
  if (napi_get_named_property(env, options, name, &value) != napi_ok) return 0;
  return to_int32(env, value);
}

// `start(options, callback, onEnd)`: `late` more holders than threads, which `late()` uses up when all is over.
static napi_value start(napi_env env, napi_callback_info info) {
  ARGUMENTS(3);
  Storm* storm = calloc(1, sizeof(*storm));
  storm->threads = option(env, argv[0], "threads");
  storm->calls_each = option(env, argv[0], "calls");
  storm->late = option(env, argv[0], "late");
  storm->mode = option(env, argv[0], "blocking") ? napi_tsfn_blocking : napi_tsfn_nonblocking;
  storm->abort_at = option(env, argv[0], "abortAt");
  storm->leave_at = option(env, argv[0], "leaveAt");
  storm->every = option(env, argv[0], "every");
  storm->detached = option(env, argv[0], "detached");
  storm->owners = storm->threads + 1;
  MUST(napi_create_reference(env, argv[2], 1, &storm->on_end));
  napi_status status = napi_create_threadsafe_function(
      env, argv[1], NULL, string_value(env, "storm"), (size_t)option(env, argv[0], "queue"), (size_t)(storm->threads + storm->late), NULL,
      finalize, storm, deliver, &storm->function);
  if (status != napi_ok) {
    free(storm);
    return status_value(env, status);
  }
  storms += storm->detached;
  int threads = storm->threads;
  bool detached = storm->detached;
  for (int i = 0; i < threads; i++) {
    Producer* producer = &storm->producers[i];
    *producer = (Producer){.storm = storm, .number = i};
    // The thread may end, and with it a detached storm, before `producer->thread` is written.
    pthread_t thread;
    if (pthread_create(&thread, NULL, produce, producer) != 0) abort();
    if (detached) pthread_detach(thread);
    else producer->thread = thread;
  }
  napi_value result;
  if (detached) return undefined_value(env);
  MUST(napi_create_external(env, storm, NULL, NULL, &result));
  return result;
}

// `abort(storm)`: uses up one of the late holders.
static napi_value abort_storm(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Storm* storm = storm_of(env, argv[0]);
  storm->late--;
  return status_value(env, napi_release_threadsafe_function(storm->function, napi_tsfn_abort));
}

// `release(storm)`: lets go of one of the late holders.
static napi_value release(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Storm* storm = storm_of(env, argv[0]);
  storm->late--;
  return status_value(env, napi_release_threadsafe_function(storm->function, napi_tsfn_release));
}

static void* call_late(void* data) {
  Storm* storm = data;
  if (napi_acquire_threadsafe_function(storm->function) != napi_closing) storm->unexpected++;
  for (; storm->late > 0; storm->late--) {
    // Half of them call and are answered that it is closed, the others let go.
    napi_status status = storm->late % 2 ? napi_call_threadsafe_function(storm->function, NULL, napi_tsfn_blocking)
                                         : napi_release_threadsafe_function(storm->function, napi_tsfn_release);
    if (status != (storm->late % 2 ? napi_closing : napi_ok)) storm->unexpected++;
  }
  return NULL;
}

// `settle(storm)`: waits for the threads, lets the late holders call, and gives the account.
static napi_value settle(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  Storm* storm = storm_of(env, argv[0]);
  for (int i = 0; i < storm->threads; i++) pthread_join(storm->producers[i].thread, NULL);
  pthread_t late;
  if (storm->late > 0) {
    if (pthread_create(&late, NULL, call_late, storm) != 0) abort();
    pthread_join(late, NULL);
  }
  const struct { const char* name; int value; } entries[] = {
      {"accepted", storm->accepted}, {"delivered", storm->delivered}, {"handedBack", storm->handed_back},
      {"closing", storm->closing}, {"released", storm->released}, {"finalized", storm->finalized},
      {"unexpected", storm->unexpected}};
  napi_value result;
  MUST(napi_create_object(env, &result));
  for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++) {
    MUST(napi_set_named_property(env, result, entries[i].name, number_value(env, entries[i].value)));
  }
  free(storm);
  return result;
}

// Queues of which nothing is taken but by the loop: filled by whoever knows them, as long as they are open.
typedef struct {
  napi_threadsafe_function function;
  napi_async_work work;
  int items;
} Tank;

static void ignore(napi_env env, napi_value function, void* context, void* data) {}

static Tank* open_tank(napi_env env, size_t size) {
  Tank* tank = calloc(1, sizeof(*tank));
  MUST(napi_create_threadsafe_function(env, NULL, NULL, string_value(env, "tank"), size, 1, NULL, NULL, NULL, ignore, &tank->function));
  return tank;
}

static void fill_tank(Tank* tank) {
  while (tank->items-- > 0 && napi_call_threadsafe_function(tank->function, NULL, napi_tsfn_blocking) == napi_ok) {
  }
}

static void fill_on_pool(napi_env env, void* data) { fill_tank(data); }
static void filled(napi_env env, napi_status status, void* data) {}

// `fill(size, items)`: work on the pool fills a queue of that size.
static napi_value fill(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  Tank* tank = open_tank(env, (size_t)to_int32(env, argv[0]));
  tank->items = to_int32(env, argv[1]);
  TRY(napi_create_async_work(env, NULL, string_value(env, "fill"), fill_on_pool, filled, tank, &tank->work));
  return status_value(env, napi_queue_async_work(env, tank->work));
}

// `open(size)`: an address that `push(address, items)` takes in any thread.
static napi_value open_(napi_env env, napi_callback_info info) {
  ARGUMENTS(1);
  return number_value(env, (double)(uintptr_t)open_tank(env, (size_t)to_int32(env, argv[0])));
}

static napi_value push(napi_env env, napi_callback_info info) {
  ARGUMENTS(2);
  Tank* tank = (Tank*)(uintptr_t)to_double(env, argv[0]);
  tank->items = to_int32(env, argv[1]);
  fill_tank(tank);
  return NULL;
}

// How many detached storms there are.
static napi_value count(napi_env env, napi_callback_info info) { return number_value(env, storms); }

EXPORT(METHOD(fill), {"open", NULL, open_, NULL, NULL, NULL, napi_default_method, NULL}, METHOD(push), METHOD(start), METHOD(count), {"abort", NULL, abort_storm, NULL, NULL, NULL, napi_default_method, NULL}, METHOD(release), METHOD(settle))
