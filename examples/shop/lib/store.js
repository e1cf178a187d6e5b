// What the shop keeps in PostgreSQL.
'use strict';

const { Pool } = require('pg');

const SCHEMA = `
  create table if not exists products (
    sku text primary key,
    title text not null,
    cents bigint not null check (cents >= 0),
    stock integer not null check (stock >= 0)
  );
  create table if not exists orders (
    id bigint generated always as identity primary key,
    cents bigint not null,
    placed timestamptz not null default now()
  );
  create table if not exists lines (
    order_id bigint not null references orders on delete cascade,
    sku text not null references products,
    quantity integer not null check (quantity > 0)
  );
`;

const OUT_OF_STOCK = '23514'; // check_violation

// PostgreSQL's bigint arrives as a string; amounts and numbers of orders are safe integers.
const withNumbers = ({ cents, ...rest }) => ({ ...rest, cents: Number(cents) });

class Store {
  #pool;

  static async open(connectionString) {
    const store = new Store();
    store.#pool = new Pool({ connectionString, max: 8 });
    // The database may end connections that nobody uses; the pool makes new ones.
    store.#pool.on('error', (error) => console.error(`idle connection: ${error.message}`));
    await store.#pool.query(SCHEMA);
    return store;
  }

  async saveProduct(sku, { title, cents, stock }) {
    const { rows: [saved] } = await this.#pool.query(
      `insert into products values ($1, $2, $3, $4)
       on conflict (sku) do update set title = excluded.title, cents = excluded.cents, stock = excluded.stock
       returning sku, title, cents, stock`,
      [sku, title, cents, stock],
    );
    return withNumbers(saved);
  }

  async product(sku) {
    const { rows: [found] } = await this.#pool.query({
      name: 'product', text: 'select sku, title, cents, stock from products where sku = $1', values: [sku],
    });
    return found && withNumbers(found);
  }

  /** All of an order or nothing of it. @returns {{id, cents} | {missing: sku}} */
  async placeOrder(lines) {
    const client = await this.#pool.connect();
    let current;
    try {
      await client.query('begin');
      let cents = 0;
      // In order of the keys, so that two orders never wait for each other.
      for (current of [...lines].sort((a, b) => (a.sku < b.sku ? -1 : 1))) {
        const { rows: [taken] } = await client.query(
          'update products set stock = stock - $2 where sku = $1 returning cents', [current.sku, current.quantity]);
        if (!taken) {
          await client.query('rollback');
          return { missing: current.sku };
        }
        cents += Number(taken.cents) * current.quantity;
      }
      const { rows: [{ id }] } = await client.query('insert into orders (cents) values ($1) returning id', [cents]);
      await client.query(
        'insert into lines select $1, * from unnest($2::text[], $3::integer[])',
        [id, lines.map(({ sku }) => sku), lines.map(({ quantity }) => quantity)]);
      await client.query('commit');
      return { id: Number(id), cents };
    } catch (error) {
      await client.query('rollback');
      if (error.code === OUT_OF_STOCK) return { missing: current.sku };
      throw error;
    } finally {
      client.release();
    }
  }

  async order(id) {
    if (!/^\d{1,15}$/.test(id)) return undefined;
    const { rows: [found] } = await this.#pool.query(
      `select orders.id, orders.cents, json_agg(json_build_object('sku', sku, 'quantity', quantity) order by sku) as lines
       from orders join lines on order_id = orders.id where orders.id = $1 group by orders.id`, [id]);
    return found && { id: Number(found.id), cents: Number(found.cents), lines: found.lines };
  }

  async close() {
    await this.#pool.end();
  }
}

module.exports = { Store };
