// Takes orders from the shop.
export const handler = async () => ({ statusCode: 200 });
