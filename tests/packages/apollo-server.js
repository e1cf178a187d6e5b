// GraphQL over HTTP: queries, variables, mutations, errors, batches of fields resolved asynchronously.
'use strict';

const { ApolloServer } = require('@apollo/server');
const { startStandaloneServer } = require('@apollo/server/standalone');

const typeDefs = `#graphql
  type Book { title: String! author: Author! }
  type Author { name: String! books: [Book!]! }
  type Query { books(contains: String): [Book!]! fail: Int }
  type Mutation { add(title: String!, author: String!): Book! }
`;
const books = [{ title: 'Emma', author: 'Austen' }, { title: 'Persuasion', author: 'Austen' }, { title: 'Kim', author: 'Kipling' }];
const resolvers = {
  Query: {
    books: async (parent, { contains = '' }) => books.filter(({ title }) => title.includes(contains)),
    fail: () => { throw new Error('on purpose'); },
  },
  Mutation: {
    add(parent, book) { books.push(book); return book; },
  },
  Book: { author: ({ author }) => ({ name: author }) },
  Author: { books: async ({ name }) => books.filter(({ author }) => author === name) },
};

async function main() {
  const server = new ApolloServer({ typeDefs, resolvers, includeStacktraceInErrorResponses: false });
  const { url } = await startStandaloneServer(server, {
    listen: { port: 0, host: '127.0.0.1' }, context: async ({ req }) => ({ user: req.headers['x-user'] }),
  });
  const ask = async (body, headers = {}) => {
    const response = await fetch(url, {
      method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body),
    });
    console.log(response.status, response.headers.get('content-type'), JSON.stringify(await response.json()));
  };
  await ask({ query: '{ books { title author { name books { title } } } }' });
  await ask({ query: 'query ($c: String) { books(contains: $c) { title } }', variables: { c: 'm' } });
  await ask({ query: 'mutation { add(title: "Zama", author: "Di Benedetto") { title author { name } } }' });
  await ask({ query: '{ fail books { title } }' });
  await ask({ query: '{ nothing }' });
  await ask({ query: '{ __schema { queryType { name } } }' });
  const get = await fetch(`${url}?query=${encodeURIComponent('{books{title}}')}`, { headers: { 'apollo-require-preflight': '1' } });
  console.log(get.status, JSON.stringify(await get.json()));
  console.log((await fetch(`${url}?query={books{title}}`)).status);
  await server.stop();
  console.log('stopped');
}

main().catch((error) => { console.error(error); process.exit(1); });
