module.exports = {
  title: "Hill Letters",
  url: "https://hill.example",
  language: "en-GB",
  author: { name: "Bo Tarn" }
};
