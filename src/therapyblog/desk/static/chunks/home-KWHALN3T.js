import{h as e,n as o,q as r}from"./chunk-GXF3CEZH.js";var i=async()=>{await r();let{title:t}=o();return{title:t,element:e("div",{class:"page"},e("h1",null,t))}};export{i as open};
