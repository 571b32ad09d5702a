/** For `prisma generate` and `prisma db seed`. Migrations are applied by prisma/migrate.ts, which needs no configuration. */
import { defineConfig } from 'prisma/config';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node bin/seed.js' },
});
