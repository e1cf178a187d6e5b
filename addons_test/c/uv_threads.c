// Threads and what they meet at: mutexes, conditions, semaphores, barriers, keys; work on the pool, cancelled and not.

#define NAPI_VERSION 8
#include "uv_scenario.h"

typedef struct {
  uv_mutex_t mutex;
  uv_rwlock_t rwlock;
  uv_cond_t condition;
  uv_sem_t semaphore;
  uv_barrier_t barrier;
  uv_key_t key;
  int counter;
  int arrived;
  int last;
} Meeting;

static void meet(void* data) {
  Meeting* meeting = data;
  uv_key_set(&meeting->key, meeting);
  for (int i = 0; i < 1000; i++) {
    uv_mutex_lock(&meeting->mutex);
    meeting->counter += 1;
    uv_mutex_unlock(&meeting->mutex);
    uv_rwlock_rdlock(&meeting->rwlock);
    uv_rwlock_rdunlock(&meeting->rwlock);
  }
  int last = uv_barrier_wait(&meeting->barrier);
  uv_mutex_lock(&meeting->mutex);
  meeting->last += last > 0;
  meeting->arrived += uv_key_get(&meeting->key) == meeting;
  uv_cond_signal(&meeting->condition);
  uv_mutex_unlock(&meeting->mutex);
  uv_sem_post(&meeting->semaphore);
}

static napi_value meeting(napi_env env, napi_callback_info info) {
  enum { THREADS = 4 };
  Scenario* scenario = begin(env, info);
  Meeting meeting = {0};
  uv_thread_t threads[THREADS];
  UV(uv_mutex_init(&meeting.mutex));
  UV(uv_rwlock_init(&meeting.rwlock));
  UV(uv_cond_init(&meeting.condition));
  UV(uv_sem_init(&meeting.semaphore, 0));
  UV(uv_barrier_init(&meeting.barrier, THREADS));
  UV(uv_key_create(&meeting.key));
  for (int i = 0; i < THREADS; i++) UV(uv_thread_create(&threads[i], meet, &meeting));
  uv_mutex_lock(&meeting.mutex);
  while (meeting.arrived < THREADS) uv_cond_wait(&meeting.condition, &meeting.mutex);
  uv_mutex_unlock(&meeting.mutex);
  for (int i = 0; i < THREADS; i++) uv_sem_wait(&meeting.semaphore);
  say(scenario, "semaphore empty %d", uv_sem_trywait(&meeting.semaphore) == UV_EAGAIN);
  for (int i = 0; i < THREADS; i++) UV(uv_thread_join(&threads[i]));
  say(scenario, "counted %d, %d arrived, %d last", meeting.counter, meeting.arrived, meeting.last);
  say(scenario, "key of this thread %s", uv_key_get(&meeting.key) ? "set" : "empty");
  uv_mutex_lock(&meeting.mutex);
  say(scenario, "nobody signals: %s", uv_err_name(uv_cond_timedwait(&meeting.condition, &meeting.mutex, 1000000)));
  say(scenario, "locked already: %s", uv_err_name(uv_mutex_trylock(&meeting.mutex)));
  uv_mutex_unlock(&meeting.mutex);
  uv_key_delete(&meeting.key);
  uv_barrier_destroy(&meeting.barrier);
  uv_sem_destroy(&meeting.semaphore);
  uv_cond_destroy(&meeting.condition);
  uv_rwlock_destroy(&meeting.rwlock);
  uv_mutex_destroy(&meeting.mutex);
  end(scenario);
  return NULL;
}

static uv_once_t once_guard = UV_ONCE_INIT;
static int initialised;
static void initialise(void) { initialised += 1; }

static void compare(void* data) {
  uv_thread_t self = uv_thread_self();
  uv_thread_t* threads = data;
  threads[1] = self;
  uv_once(&once_guard, initialise);
}

static napi_value identities(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  uv_thread_t self = uv_thread_self(), threads[2], own = uv_thread_self();
  uv_thread_options_t options = {.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = 256 * 1024};
  UV(uv_thread_create_ex(&threads[0], &options, compare, threads));
  UV(uv_thread_join(&threads[0]));
  uv_once(&once_guard, initialise);
  say(scenario, "self %d, other %d, initialised %d", uv_thread_equal(&self, &own) != 0, uv_thread_equal(&self, &threads[1]) != 0,
      initialised);
  uv_mutex_t recursive;
  UV(uv_mutex_init_recursive(&recursive));
  uv_mutex_lock(&recursive);
  say(scenario, "recursive %d", uv_mutex_trylock(&recursive));
  uv_mutex_unlock(&recursive);
  uv_mutex_unlock(&recursive);
  uv_mutex_destroy(&recursive);
  end(scenario);
  return NULL;
}

// -- The pool

static uv_sem_t pool_gate;
static void wait_at_gate(uv_work_t* request) { uv_sem_wait(&pool_gate); }
static void work_not_reached(uv_work_t* request) { abort(); }

static void after_gate(uv_work_t* request, int status) {
  Scenario* scenario = request->data;
  scenario->count += status == 0;
  if (scenario->count == 4) say(scenario, "the pool worked");
  free(request);
  if (--scenario->open == 0) end(scenario);
}

static void after_cancelled(uv_work_t* request, int status) {
  Scenario* scenario = request->data;
  say(scenario, "cancelled: %s", uv_err_name(status));
  free(request);
  for (int i = 0; i < 4; i++) uv_sem_post(&pool_gate);
  uv_sem_destroy(&pool_gate);
  if (--scenario->open == 0) end(scenario);
}

// Four units occupy the pool; the fifth is still cancellable.
static napi_value pool(napi_env env, napi_callback_info info) {
  Scenario* scenario = begin(env, info);
  UV(uv_sem_init(&pool_gate, 0));
  for (int i = 0; i < 4; i++) {
    HANDLE(scenario, uv_work_t, request);
    UV(uv_queue_work(scenario->loop, request, wait_at_gate, after_gate));
  }
  HANDLE(scenario, uv_work_t, last);
  UV(uv_queue_work(scenario->loop, last, work_not_reached, after_cancelled));
  say(scenario, "without work: %s", uv_err_name(uv_queue_work(scenario->loop, last, NULL, NULL)));
  say(scenario, "cancel: %d", uv_cancel((uv_req_t*)last));
  return NULL;
}

EXPORT(METHOD(meeting), METHOD(identities), METHOD(pool))
